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
  pageQuery,
  reference,
  strict,
  text,
} from './common.ts'

const Text = Type.Object({ zh: Type.String(), en: Type.String() })

export const Area = Type.Object({ id: Type.String(), name: Text }, { $id: 'Area' })
export const Facility = Type.Object({ id: Type.String(), name: Text }, { $id: 'Facility' })
export const Rating = Type.Object({ average: Type.Number(), count: Type.Integer() }, { $id: 'Rating' })
export const Image = Type.Object(
  { id: Type.String(), url: Type.String(), thumbnailUrl: Type.String() },
  { $id: 'Image' },
)

/** What a landlord need not say about a house. */
export const houseDefaults = { timeZone: 'Asia/Shanghai', instantBook: false, policy: 'moderate' } as const

export const NewHouse = strict({
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
  timeZone: Type.Optional(text(1, 64, [houseDefaults.timeZone])),
  instantBook: Type.Optional(Type.Boolean({ default: houseDefaults.instantBook })),
  policy: Type.Optional(Type.Unsafe<Static<typeof CancellationPolicy>>({ ...CancellationPolicy, default: 'moderate' })),
})
export type NewHouseBody = Static<typeof NewHouse>

export const House = Type.Object(
  {
    id: Type.String(),
    title: Type.String(),
    areaId: Type.String(),
    address: Type.String(),
    price: reference(Money),
    deposit: reference(Money),
    roomCount: Type.Integer(),
    acreage: Type.Number(),
    layout: Type.String(),
    capacity: Type.Integer(),
    beds: Type.String(),
    minNights: Type.Integer(),
    maxNights: Type.Integer(),
    facilityIds: Type.Array(Type.String()),
    timeZone: Type.String(),
    instantBook: Type.Boolean(),
    policy: CancellationPolicy,
    landlord: reference(Person),
    area: reference(Area),
    facilities: Type.Array(reference(Facility)),
    images: Type.Array(reference(Image), { description: 'The first is the cover' }),
    rating: nullable(reference(Rating)),
    orderCount: Type.Integer(),
    status: oneOf(['LISTED', 'WITHDRAWN']),
    createdAt: Moment,
  },
  { $id: 'House' },
)
export type HouseView = Static<typeof House>

export const Card = Type.Object(
  {
    id: Type.String(),
    title: Type.String(),
    area: reference(Area),
    price: reference(Money),
    coverUrl: nullable(Type.String()),
    roomCount: Type.Integer(),
    capacity: Type.Integer(),
    rating: nullable(reference(Rating)),
    orderCount: Type.Integer(),
    landlord: Type.Object({ name: Type.String(), avatarUrl: nullable(Type.String()) }),
    createdAt: Moment,
  },
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
  { $id: 'Quote' },
)
export type QuoteView = Static<typeof Quote>
