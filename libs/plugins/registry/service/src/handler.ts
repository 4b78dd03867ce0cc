import { errors, Feed, type RegistryStore, type ServerContext } from '@micro/core'
import type {
  AttendResponse,
  DeregisterRequest,
  DeregisterResponse,
  GetServiceRequest,
  GetServiceResponse,
  ListServicesResponse,
  RegisterRequest,
  RegisterResponse,
  RegistryServiceHandler,
  WatchRequest,
  WatchResponse,
} from '../gen/micro/registry/v1/registry.js'
import { fromMessage, toChange, toMessage, toOutline } from './messages.ts'

export interface RegistryHandlerOptions {
  readonly store: RegistryStore
  /** Which server this is: another one after each start. */
  readonly server: string
  /** Milliseconds of a lease where none is asked for. */
  readonly lease: number
  /** Streams at once; more are refused. */
  readonly maxStreams: number
}

/** Answers the registry's calls out of a store. */
export class RegistryHandler implements RegistryServiceHandler {
  readonly #options: RegistryHandlerOptions
  readonly #streams = new Set<{ stop(): void }>()

  constructor(options: RegistryHandlerOptions) {
    this.#options = options
  }

  /** Streams that are open. */
  get streams(): number {
    return this.#streams.size
  }

  /** Ends all streams: they would keep the server from draining. */
  close(): void {
    for (const stream of this.#streams) stream.stop()
  }

  register({ record, ttlMs }: RegisterRequest): RegisterResponse {
    const ttl = ttlMs === 0 ? this.#options.lease : ttlMs
    this.#options.store.register(fromMessage(record), ttl)
    return { ttlMs: ttl }
  }

  deregister({ record }: DeregisterRequest): DeregisterResponse {
    this.#options.store.deregister(fromMessage(record))
    return {}
  }

  getService({ name }: GetServiceRequest): GetServiceResponse {
    const { store } = this.#options
    const records = store.get(name).map(toMessage)
    return { records, revision: store.revision }
  }

  listServices(): ListServicesResponse {
    const { store } = this.#options
    const records = store.list().map((record) => toOutline(record))
    return { records, revision: store.revision }
  }

  watch({ service }: WatchRequest, ctx: ServerContext): AsyncIterable<WatchResponse> {
    const { store } = this.#options
    const unwatch = store.watch((change) => {
      if (service === undefined || change.service.name === service) {
        feed.push({ revision: store.revision, change: toChange(change) })
      }
    })
    const feed = this.#feed<WatchResponse>(ctx, unwatch)
    feed.push({ revision: store.revision })
    return feed
  }

  attend(_: object, ctx: ServerContext): AsyncIterable<AttendResponse> {
    const feed = this.#feed<AttendResponse>(ctx)
    feed.push({ server: this.#options.server })
    return feed
  }

  /** A stream that ends with its caller, or with this server. */
  #feed<T>(ctx: ServerContext, release: () => void = () => {}): Feed<T> {
    const { maxStreams } = this.#options
    if (this.#streams.size >= maxStreams) {
      release()
      throw errors.tooManyRequests('micro.registry', `${maxStreams} streams are open`, { reason: 'TOO_MANY_STREAMS' })
    }
    const feed = new Feed<T>(() => {
      release()
      this.#streams.delete(feed)
    })
    this.#streams.add(feed)
    ctx.signal.addEventListener('abort', () => feed.stop(), { once: true })
    return feed
  }
}
