import Type, { type Static } from 'typebox'
import {
  CalendarDate,
  CancellationPolicy,
  Id,
  int32,
  Moment,
  Money,
  money,
  Night,
  nullable,
  oneOf,
  Person,
  PictureUrl,
  pageQuery,
  reference,
  ShownId,
  shownPerson,
  strict,
  text,
} from './common.ts'
import { Image } from './image.ts'

const Text = Type.Object(
  { zh: Type.String({ examples: ['西城区'] }), en: Type.String({ examples: ['Xicheng'] }) },
  { description: 'A name in the languages of the platform' },
)

export const Area = Type.Object(
  { id: Type.String({ examples: ['2'] }), name: Text },
  { $id: 'Area', description: 'An area that houses are in' },
)

export const Facility = Type.Object(
  {
    id: Type.String({ examples: ['1'] }),
    name: Type.Object({ zh: Type.String({ examples: ['无线网络'] }), en: Type.String({ examples: ['Wi-Fi'] }) }),
  },
  { $id: 'Facility', description: 'Something a house can have' },
)

export const Rating = Type.Object(
  { average: Type.Number({ examples: [4.5] }), count: Type.Integer({ examples: [2] }) },
  { $id: 'Rating', description: 'What reviews make of a house; null before the first' },
)

/** What a landlord need not say about a house. */
export const houseDefaults = { timeZone: 'Asia/Shanghai', instantBook: false, policy: 'moderate' } as const

/** What a landlord says about a house. */
const written = {
  title: text(1, 64, ['Courtyard by the lake']),
  areaId: Id,
  address: text(1, 512, ['2 Ya’er Hutong']),
  price: money(1),
  deposit: money(0),
  roomCount: int32(1, { maximum: 1000, examples: [2] }),
  acreage: Type.Number({ exclusiveMinimum: 0, maximum: 1_000_000, description: 'Square metres', examples: [64.5] }),
  layout: text(0, 32, ['2 bedrooms']),
  capacity: int32(1, { maximum: 1000, description: 'Guests', examples: [4] }),
  beds: text(0, 64, ['1 double, 2 single']),
  minNights: int32(1, { maximum: 1000, examples: [1] }),
  maxNights: int32(0, { maximum: 1000, description: '0: no limit', examples: [30] }),
  facilityIds: Type.Array(Id, { maxItems: 100, examples: [['1', '3']] }),
}

const timeZone = text(1, 64, [houseDefaults.timeZone])

export const NewHouse = strict({
  ...written,
  timeZone: Type.Optional({ ...timeZone, default: houseDefaults.timeZone }),
  instantBook: Type.Optional(Type.Boolean({ default: houseDefaults.instantBook })),
  policy: Type.Optional(Type.Unsafe<Static<typeof CancellationPolicy>>({ ...CancellationPolicy, default: 'moderate' })),
})
export type NewHouseBody = Static<typeof NewHouse>

/** What is to change; what is not sent stays. A list that is sent replaces the one that was. */
export const HousePatch = Type.Partial(
  Type.Object({ ...written, timeZone, instantBook: Type.Boolean(), policy: CancellationPolicy }),
  { additionalProperties: false },
)
export type HousePatchBody = Static<typeof HousePatch>

/** What is said of a house in full and in a list alike. */
const shown = {
  id: ShownId,
  title: Type.String({ examples: ['Courtyard by the lake'] }),
  area: reference(Area),
  price: reference(Money),
  roomCount: Type.Integer({ examples: [2] }),
  capacity: Type.Integer({ description: 'Guests', examples: [4] }),
  rating: nullable(reference(Rating)),
  orderCount: Type.Integer({ description: 'Stays that were completed', examples: [3] }),
  createdAt: Moment,
}

export const House = Type.Object(
  {
    ...shown,
    areaId: Type.String({ examples: ['2'] }),
    address: Type.String({ examples: ['2 Ya’er Hutong'] }),
    deposit: reference(Money),
    acreage: Type.Number({ description: 'Square metres', examples: [64.5] }),
    layout: Type.String({ examples: ['2 bedrooms'] }),
    beds: Type.String({ examples: ['1 double, 2 single'] }),
    minNights: Type.Integer({ examples: [1] }),
    maxNights: Type.Integer({ description: '0: no limit', examples: [30] }),
    facilityIds: Type.Array(Type.String({ examples: ['1'] })),
    timeZone: Type.String({ examples: [houseDefaults.timeZone] }),
    instantBook: Type.Boolean({ description: 'A booking needs no consent of the landlord' }),
    policy: CancellationPolicy,
    landlord: reference(Person),
    facilities: Type.Array(reference(Facility)),
    images: Type.Array(reference(Image), { description: 'The first is the cover' }),
    status: oneOf(['LISTED', 'WITHDRAWN']),
  },
  { $id: 'House', description: 'A house in full' },
)
export type HouseView = Static<typeof House>

export const Card = Type.Object(
  { ...shown, coverUrl: nullable(PictureUrl), landlord: Type.Object(shownPerson) },
  { $id: 'Card', description: 'A house in a list' },
)
export type CardView = Static<typeof Card>

export const sorts = ['newest', 'popular', 'price', '-price'] as const

export const SearchQuery = strict({
  area: Type.Optional(Id),
  checkIn: Type.Optional(CalendarDate),
  checkOut: Type.Optional(CalendarDate),
  guests: Type.Optional(int32(1)),
  minPrice: Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description: 'Minor units' })),
  maxPrice: Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description: 'Minor units' })),
  facilities: Type.Optional(
    Type.String({
      maxLength: 1000,
      pattern: '^[\\w.~-]{1,64}(,[\\w.~-]{1,64})*$',
      description: 'Ids, separated by commas: the house has all of them',
      examples: ['1,3'],
    }),
  ),
  q: Type.Optional(text(1, 100)),
  sort: Type.Optional(oneOf(sorts, { default: 'newest' })),
  ...pageQuery,
})
export type Search = Static<typeof SearchQuery>

/** A stay somebody asks about. */
export const StayBody = strict({
  houseId: Id,
  checkIn: CalendarDate,
  checkOut: CalendarDate,
  guests: int32(1, { examples: [2] }),
})

export const Quote = Type.Object(
  {
    nights: Type.Array(reference(Night)),
    total: reference(Money),
    deposit: reference(Money),
    policy: CancellationPolicy,
  },
  { $id: 'Quote', description: 'What a stay costs; the total is the sum of its nights' },
)
export type QuoteView = Static<typeof Quote>
