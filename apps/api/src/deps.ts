import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { Clock } from '@micro/core'
import type { HouseServiceClient } from '@renting/contracts/house/v1'
import type { OrderServiceClient } from '@renting/contracts/order/v1'
import type { DevelopmentServiceClient, UserServiceClient } from '@renting/contracts/user/v1'
import type { ClockServiceClient } from '@renting/platform'
import type { ObjectStore } from '@renting/platform/objects'
import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
} from 'fastify'
import type { RawServerDefault } from 'fastify/types/utils.js'
import type { Log } from './log.ts'
import type { Sessions } from './session.ts'
import type { UploadLimits } from './uploads/upload.ts'

/** The services behind the gateway. */
export interface Clients {
  readonly users: UserServiceClient
  readonly development: DevelopmentServiceClient
  readonly houses: HouseServiceClient
  readonly orders: OrderServiceClient
  /** Of each service that goes by the domain's time; the first leads. */
  readonly clocks: readonly ClockServiceClient[]
}

export interface ApiOptions {
  readonly clients: Clients
  /** Where pictures are kept. */
  readonly objects: ObjectStore
  readonly log: Log
  /** @default systemClock */
  readonly clock?: Clock
  /** Names of the services that are needed and were not found; the gateway is ready when there are none. */
  readonly missing: () => Promise<readonly string[]>
  /**
   * Development: what the providers did can be seen under `/dev`, and the session's cookie goes over plain http.
   * @default false
   */
  readonly development?: boolean
  /** Limits on how often an address may ask for a captcha or register. @default true */
  readonly rateLimits?: boolean
  /** Origins of pages that may use the session's cookie, besides the gateway's own. @default [] */
  readonly publicOrigins?: readonly string[]
  /** Addresses of proxies whose word is taken for who asks, and by which scheme. @default [] */
  readonly trustProxy?: readonly string[]
  /** Milliseconds for all calls made for one request, other than one that brings a file. @default 5000 */
  readonly timeout?: number
  /** @default 5,000,000 bytes in 30 seconds */
  readonly uploadLimits?: UploadLimits
}

/** The web framework's instance, with routes typed by their schemas. */
export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>

/** What the routes are made of. */
export interface RouteDeps {
  readonly clients: Clients
  readonly objects: ObjectStore
  readonly sessions: Sessions
  readonly log: Log
  readonly clock: Clock
  readonly uploadLimits: UploadLimits
}
