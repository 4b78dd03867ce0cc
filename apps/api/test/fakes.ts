import { type CallOptions, MicroError, type ServiceDescription, Writer } from '@micro/core'
import { type Actor, type Date as CalendarDate, CancellationPolicy, type Money } from '@renting/contracts/common/v1'
import {
  DayStatus,
  type House,
  type HouseCard,
  type HouseDetails,
  HouseService,
  HouseStatus,
  type Image,
} from '@renting/contracts/house/v1'
import { type Order, OrderRole, OrderService, OrderStatus, PaymentStatus } from '@renting/contracts/order/v1'
import { DevelopmentService, IdentityStatus, SessionEnd, type User, UserService } from '@renting/contracts/user/v1'
import { ClockService, type ClockServiceClient } from '@renting/platform'
import { memoryObjects } from '@renting/platform/vitest'
import { type Mock, vi } from 'vitest'
import { buildApi } from '../src/app.ts'
import type { ApiOptions, Clients } from '../src/deps.ts'

export const at = Date.parse('2026-11-20T04:00:00Z')

export const cny = (amount: number): Money => ({ amount, currency: 'CNY' })
export const day = (year: number, month: number, of: number): CalendarDate => ({ year, month, day: of })

export const tokens = { tenant: 'tenant-token', landlord: 'landlord-token', newcomer: 'newcomer-token' } as const

export function user(id: string, status: IdentityStatus = IdentityStatus.VERIFIED): User {
  const verified = status === IdentityStatus.VERIFIED
  return {
    id,
    name: `Name of ${id}`,
    mobile: '138****0001',
    identity: { status, ...(verified && { realName: '张三', idNumber: '1101**********002X' }) },
    createdAtMs: at,
  }
}

export function actor(id: string, verified = true): Actor {
  return { userId: id, verified, name: `Name of ${id}` }
}

export const details: HouseDetails = {
  title: 'Courtyard by the lake',
  areaId: '2',
  address: '2 Ya’er Hutong',
  price: cny(38_800),
  deposit: cny(50_000),
  roomCount: 2,
  acreage: 64.5,
  layout: '2 bedrooms',
  capacity: 4,
  beds: '1 double, 2 single',
  minNights: 1,
  maxNights: 0,
  facilityIds: ['1', '3'],
  timeZone: 'Asia/Shanghai',
  instantBook: false,
  policy: CancellationPolicy.MODERATE,
}

const area = { id: '2', name: { zh: '西城区', en: 'Xicheng' } }
const wifi = { id: '1', name: { zh: '无线网络', en: 'Wi-Fi' } }

export const house: House = {
  id: 'house-1',
  landlord: { id: 'landlord', name: 'Li' },
  details,
  area,
  facilities: [wifi],
  images: [],
  orderCount: 3,
  status: HouseStatus.LISTED,
  createdAtMs: at,
  version: 7,
}

export const image: Image = { id: 'image-1', url: '/media/1.webp', thumbnailUrl: '/media/1-small.webp' }

export const card: HouseCard = {
  id: 'house-1',
  title: details.title,
  area,
  price: cny(38_800),
  coverUrl: '/images/1.webp',
  roomCount: 2,
  capacity: 4,
  rating: { average: 4.5, count: 2 },
  orderCount: 3,
  landlord: { id: 'landlord', name: 'Li', avatarUrl: '/avatars/li.webp' },
  createdAtMs: at,
}

export const nights = [
  { date: day(2026, 12, 24), price: cny(38_800) },
  { date: day(2026, 12, 25), price: cny(38_800) },
]

export const order: Order = {
  id: 'order-1',
  houseId: 'house-1',
  house: { title: details.title },
  tenantId: 'tenant',
  landlordId: 'landlord',
  stay: { checkIn: day(2026, 12, 24), checkOut: day(2026, 12, 26) },
  nights,
  guests: 2,
  total: cny(77_600),
  deposit: cny(50_000),
  policy: CancellationPolicy.MODERATE,
  status: OrderStatus.WAIT_ACCEPT,
  createdAtMs: at,
}

/** What a service throws when it says no. */
export function refusal(code: number, reason: string, domain = 'renting.test', detail = `no: ${reason}`): MicroError {
  return new MicroError({ id: domain, code, detail, reason, domain })
}

/** What the object store has. */
export const picture = { key: 'houses/house-1/1.webp', bytes: Buffer.from('RIFF----WEBP'), type: 'image/webp' }

type Mocked<C> = { [K in keyof C]: C[K] extends (...args: infer A) => infer R ? Mock<(...args: A) => R> : never }
/** Reads a stream of requests to its end, as a service that takes them all. */
async function all<T>(requests: AsyncIterable<T>): Promise<T[]> {
  const taken: T[] = []
  for await (const request of requests) taken.push(request)
  return taken
}

export type FakeClients = { [K in Exclude<keyof Clients, 'clocks'>]: Mocked<Clients[K]> } & {
  readonly clocks: readonly Mocked<ClockServiceClient>[]
}

/** Services that know three people, one house and one order, and say yes to everything. */
export function fakeClients(): FakeClients {
  return {
    users: {
      createCaptcha: vi.fn(async () => ({ id: 'captcha-1', image: 'data:image/svg+xml;base64,PHN2Zz4=' })),
      sendSmsCode: vi.fn(async () => ({})),
      register: vi.fn(async () => ({ token: 'new-token', user: user('newcomer', IdentityStatus.NONE) })),
      signIn: vi.fn(async () => ({ token: 'new-token', user: user('tenant') })),
      signOut: vi.fn(async () => ({})),
      resolveSession: vi.fn(async ({ token }) => {
        const id = Object.entries(tokens).find(([, known]) => known === token)?.[0]
        if (id === undefined) throw refusal(401, 'NOT_SIGNED_IN', 'renting.user')
        const verified = id !== 'newcomer'
        const status = verified ? IdentityStatus.VERIFIED : IdentityStatus.NONE
        return { actor: actor(id, verified), user: user(id, status), expiresAtMs: at }
      }),
      getMe: vi.fn(async () => ({ user: user('tenant') })),
      updateProfile: vi.fn(async ({ actor, name }) => ({ user: { ...user(actor?.userId ?? ''), name } })),
      setAvatar: vi.fn(async (requests) => {
        const [first] = await all(requests)
        return { user: { ...user(first?.actor?.userId ?? ''), avatarUrl: '/media/avatars/1.webp' } }
      }),
      changePassword: vi.fn(async ({ token, rotate }) => ({ token: rotate ? 'rotated-token' : token })),
      resetPassword: vi.fn(async () => ({})),
      listSessions: vi.fn(async () => ({
        items: [{ begunAtMs: at, expiresAtMs: at + 1, revokedBy: SessionEnd.UNSPECIFIED }],
      })),
      revealIdentity: vi.fn(async () => ({ realName: '张三', idNumber: '11010519491231002X' })),
      verifyIdentity: vi.fn(async ({ actor }) => ({ user: user(actor?.userId ?? '') })),
    },
    development: {
      listMessages: vi.fn(async ({ to }) => ({ items: [{ to: to || '13800000001', text: 'code 123456', atMs: at }] })),
      getCaptcha: vi.fn(async () => ({ answer: 'K7QD' })),
    },
    houses: {
      listAreas: vi.fn(async () => ({ items: [area] })),
      listFacilities: vi.fn(async () => ({ items: [wifi] })),
      publishHouse: vi.fn(async () => ({ house })),
      getHouse: vi.fn(async ({ id }) => {
        if (id !== house.id) throw refusal(404, 'NOT_FOUND', 'renting.house')
        return { house }
      }),
      updateHouse: vi.fn(async ({ id }) => {
        if (id !== house.id) throw refusal(404, 'NOT_FOUND', 'renting.house')
        return { house: { ...house, version: house.version + 1 } }
      }),
      withdrawHouse: vi.fn(async () => ({})),
      listMyHouses: vi.fn(async () => ({ items: [house], nextCursor: '' })),
      listFeaturedHouses: vi.fn(async () => ({ items: [card], nextCursor: '' })),
      addImage: vi.fn(async (requests) => {
        await all(requests)
        return { image }
      }),
      orderImages: vi.fn(async () => ({ images: [image] })),
      removeImage: vi.fn(async () => ({})),
      getCalendar: vi.fn(async () => ({
        days: [
          { date: day(2026, 12, 24), status: DayStatus.FREE, price: cny(38_800) },
          { date: day(2026, 12, 25), status: DayStatus.TAKEN, price: cny(38_800), orderId: 'order-1' },
          { date: day(2026, 12, 26), status: DayStatus.BLOCKED, price: cny(38_800) },
        ],
      })),
      blockDates: vi.fn(async ({ stay }) => ({ block: { id: 'block-1', stay } })),
      listBlocks: vi.fn(async () => ({
        items: [{ id: 'block-1', stay: { checkIn: day(2026, 12, 24), checkOut: day(2026, 12, 26) } }],
        nextCursor: '',
      })),
      removeBlock: vi.fn(async () => ({})),
      listReviews: vi.fn(async () => ({
        items: [{ id: 'review-1', rating: 5, text: 'Quiet', author: { id: 'tenant', name: 'Zhang' }, atMs: at }],
        nextCursor: 'next',
      })),
      searchHouses: vi.fn(async () => ({ items: [card], nextCursor: 'next' })),
      quote: vi.fn(async () => ({
        nights,
        total: cny(77_600),
        deposit: cny(50_000),
        policy: CancellationPolicy.MODERATE,
      })),
      getOffer: vi.fn(async () => {
        throw refusal(404, 'NOT_FOUND', 'renting.house')
      }),
    },
    orders: {
      createOrder: vi.fn(async () => ({ order })),
      listOrders: vi.fn(async () => ({ items: [order], nextCursor: '' })),
      getOrder: vi.fn(async () => ({
        order: { ...order, status: OrderStatus.REJECTED },
        history: [
          { atMs: at, from: OrderStatus.UNSPECIFIED, to: OrderStatus.WAIT_ACCEPT, by: OrderRole.TENANT },
          {
            atMs: at + 1000,
            from: OrderStatus.WAIT_ACCEPT,
            to: OrderStatus.REJECTED,
            by: OrderRole.LANDLORD,
            reason: 'full',
          },
        ],
      })),
      acceptOrder: vi.fn(async () => ({ order: { ...order, status: OrderStatus.WAIT_PAYMENT } })),
      rejectOrder: vi.fn(async () => ({ order: { ...order, status: OrderStatus.REJECTED } })),
      payOrder: vi.fn(async () => ({ paymentId: 'payment-1', status: PaymentStatus.SUCCEEDED })),
      quoteRefund: vi.fn(async () => ({ refund: cny(38_800), fee: cny(38_800) })),
      cancelOrder: vi.fn(async () => ({ order: { ...order, status: OrderStatus.CANCELED } })),
      reviewOrder: vi.fn(async ({ rating, text }) => ({ review: { id: 'review-1', rating, text, atMs: at } })),
      getIncome: vi.fn(async () => ({ items: [{ year: 2026, month: 3, paid: cny(77_600), refunded: cny(0) }] })),
      checkStay: vi.fn(async () => ({ free: true })),
      holdNights: vi.fn(async () => ({})),
      releaseNights: vi.fn(async () => ({})),
      listTakenStays: vi.fn(async () => ({ items: [] })),
    },
    clocks: [fakeClock(), fakeClock(), fakeClock()],
  }
}

/** All methods of all services. */
export function methodsOf({ clocks, ...clients }: FakeClients): Mock[] {
  return [...Object.values(clients), ...clocks].flatMap((client): Mock[] => Object.values(client))
}

function fakeClock() {
  return {
    advance: vi.fn(async () => ({ offsetMs: 86_400_000 })),
    moveTo: vi.fn(async () => ({ offsetMs: 86_400_000 })),
  }
}

type Call = (request: unknown, options?: CallOptions) => Promise<unknown>

/** A client that, as a real one, can send nothing that its contract's encoding can't hold. */
function encoding<C extends object>(description: ServiceDescription<C>, client: C): C {
  const calls = Object.entries(client as Record<string, Call>).map(([name, call]): [string, Call] => {
    const { kind, request: type } = description.methods[name]!
    const checked = <T>(request: T): T => {
      type.encode(request, Writer.create())
      return request
    }
    async function* each(requests: AsyncIterable<unknown>): AsyncGenerator<unknown> {
      for await (const request of requests) yield checked(request)
    }
    const streams = kind === 'client-stream'
    return [
      name,
      async (request, options) => call(streams ? each(request as AsyncIterable<unknown>) : checked(request), options),
    ]
  })
  return Object.fromEntries(calls) as C
}

/** The gateway over fakes, in development and without limits unless told. */
export function testApi(options: Partial<ApiOptions> & { readonly clients?: FakeClients } = {}) {
  const clients = options.clients ?? fakeClients()
  const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() }
  const missing = async () => []
  const sending: Clients = {
    users: encoding(UserService, clients.users),
    development: encoding(DevelopmentService, clients.development),
    houses: encoding(HouseService, clients.houses),
    orders: encoding(OrderService, clients.orders),
    clocks: clients.clocks.map((each) => encoding(ClockService, each)),
  }
  const objects = options.objects ?? memoryObjects()
  void objects.put(picture.key, picture.bytes, picture.type)
  const api = buildApi({ log, missing, development: true, rateLimits: false, ...options, objects, clients: sending })
  return { ...api, clients, objects, log }
}

export function bearer(who: keyof typeof tokens): { authorization: string } {
  return { authorization: `Bearer ${tokens[who]}` }
}
