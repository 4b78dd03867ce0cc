import {
  ChangeQueue,
  type Clock,
  checkRegistryCall,
  createSelector,
  errors,
  type Log,
  MicroError,
  memoryRegistry,
  type ReadOptions,
  type RegisterOptions,
  type Registry,
  RpcClient,
  registryClosed,
  type Selector,
  type ServiceRecord,
  systemClock,
  type Timer,
  type Transport,
  tcp,
  type Watcher,
  type WatchOptions,
} from '@micro/core'
import { RegistryService, type RegistryServiceClient, type WatchResponse } from '../gen/micro/registry/v1/registry.js'
import { defaultAddress } from './address.ts'
import { fromChange, fromMessage, toMessage, toOutline } from './messages.ts'
import { Peer } from './peer.ts'
import { type Registration, Registrations } from './registrations.ts'

export interface ServiceRegistryOptions {
  /**
   * Where the servers are. Each is told everything; lists come from the first that answers. @default 127.0.0.1:8000
   */
  readonly address?: string | readonly string[]
  /** Milliseconds for one answer. @default 3000 */
  readonly timeout?: number
  /**
   * Milliseconds of the leases of what is registered without a ttl: this client renews them as long as it is open.
   * @default 15000
   */
  readonly lease?: number
  /** Milliseconds before the second attempt to reach a server that was lost, doubled each time, jittered. @default 50 */
  readonly minBackoff?: number
  /** @default 2000 */
  readonly maxBackoff?: number
  /** Told once when a server is lost and once when it is back. @default nobody */
  readonly log?: Log
  /** @default tcp() */
  readonly transport?: Transport
  /** @default systemClock */
  readonly clock?: Clock
  /** From 0 to below 1; for jitter. @default Math.random */
  readonly random?: () => number
}

/** The registry that is a service of the framework: a client of its servers, at fixed addresses. */
export function serviceRegistry(options: ServiceRegistryOptions = {}): Registry {
  return new ServiceRegistry(options)
}

class ServiceRegistry implements Registry {
  readonly name = 'service'
  readonly #clock: Clock
  readonly #timeout: number
  readonly #lease: number
  readonly #selector: Selector
  readonly #client: RpcClient
  readonly #rpc: RegistryServiceClient
  readonly #peers: readonly Peer[]
  readonly #registrations: Registrations
  readonly #watchers = new Set<ChangeQueue>()
  /** Of the peers, the one that answered last. */
  #current = 0
  #renewal: Timer | undefined
  #closed = false

  constructor(options: ServiceRegistryOptions) {
    const { address = defaultAddress, clock = systemClock, random = Math.random, timeout = 3000 } = options
    const { minBackoff = 50, maxBackoff = 2000, lease = 15_000, log, transport = tcp({ clock }) } = options
    this.#clock = clock
    this.#timeout = timeout
    this.#lease = lease
    // Never asked: every call here names the address it goes to.
    this.#selector = createSelector({ registry: memoryRegistry({ clock }), clock })
    const client = { name: 'micro.registry.client', transport, selector: this.#selector, clock, random, timeout }
    this.#client = new RpcClient({ ...client, retries: 0, dialTimeout: timeout })
    this.#rpc = this.#client.client(RegistryService)
    this.#registrations = new Registrations(clock)
    const peer = { rpc: this.#rpc, clock, random, minBackoff, maxBackoff, log }
    const addresses = typeof address === 'string' ? [address] : address
    if (addresses.length === 0) throw errors.badRequest('micro.registry', 'no address of a registry server given')
    this.#peers = addresses.map((each) => new Peer({ ...peer, address: each, restore: (one) => this.#restore(one) }))
  }

  async register(service: ServiceRecord, options: RegisterOptions = {}): Promise<void> {
    this.#check(options.signal)
    const { ttl, signal } = options
    // Before it is sent: whatever is said again to a server that was lost is then the latest.
    const undo = this.#registrations.add(service, ttl)
    try {
      await this.#tell((address) => {
        const request = { record: toMessage(service), ttlMs: Math.ceil(ttl ?? this.#lease) }
        return this.#rpc.register(request, { address, signal, timeout: this.#timeout })
      })
    } catch (error) {
      undo()
      throw error
    }
    if (this.#closed) return
    for (const peer of this.#peers) peer.attend()
    if (ttl === undefined) this.#renewal ??= this.#clock.every(this.#lease / 3, () => void this.#renew())
  }

  async deregister(service: ServiceRecord, options: ReadOptions = {}): Promise<void> {
    this.#check(options.signal)
    const { signal } = options
    this.#registrations.remove(service)
    const record = toOutline(service, service.nodes)
    await this.#tell((address) => this.#rpc.deregister({ record }, { address, signal, timeout: this.#timeout }))
  }

  async getService(name: string, options: ReadOptions = {}): Promise<readonly ServiceRecord[]> {
    this.#check(options.signal)
    const { signal } = options
    const { records } = await this.#ask((address) =>
      this.#rpc.getService({ name }, { address, signal, timeout: this.#timeout }),
    )
    return records.map(fromMessage)
  }

  async listServices(options: ReadOptions = {}): Promise<readonly ServiceRecord[]> {
    this.#check(options.signal)
    const { signal } = options
    const { records } = await this.#ask((address) =>
      this.#rpc.listServices({}, { address, signal, timeout: this.#timeout }),
    )
    return records.map(fromMessage)
  }

  async watch(options: WatchOptions = {}): Promise<Watcher> {
    this.#check()
    return this.#ask((address) => this.#watch(address, options.service))
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#renewal?.cancel()
    this.#registrations.clear()
    for (const watcher of this.#watchers) watcher.stop()
    await Promise.all(this.#peers.map((peer) => peer.close()))
    await this.#client.close()
    await this.#selector.close()
  }

  /** Opens a stream of changes and waits until it is on. */
  async #watch(address: string, service: string | undefined): Promise<Watcher> {
    const abort = new AbortController()
    const stream = this.#rpc.watch({ service }, { address, signal: abort.signal })[Symbol.asyncIterator]()
    const late = errors.timeout('micro.registry', `${address} did not answer in ${this.#timeout} ms`, { stack: false })
    const timer = this.#clock.after(this.#timeout, () => abort.abort(late))
    try {
      const { done } = await stream.next()
      if (done === true) throw errors.unavailable('micro.registry', `${address} ended the watch`, { stack: false })
    } finally {
      timer.cancel()
    }
    const queue = new ChangeQueue(() => {
      abort.abort()
      this.#watchers.delete(queue)
    })
    if (this.#closed) queue.stop()
    else this.#watchers.add(queue)
    void pour(stream, queue)
    return queue
  }

  /** To every server that is there. @throws when none took it */
  async #tell(call: (address: string) => Promise<unknown>): Promise<void> {
    const up = this.#peers.filter((peer) => peer.up)
    const peers = up.length > 0 ? up : this.#peers
    const results = await Promise.allSettled(peers.map(({ address }) => call(address)))
    if (results.some(({ status }) => status === 'fulfilled')) return
    const failures = results.map((result) => (result as PromiseRejectedResult).reason as unknown)
    // A refusal says more than a server that is away.
    throw failures.find((error) => !unreachable(error)) ?? this.#unreachable(failures[0])
  }

  /** The server that answered last, or else the next that does. @throws when none does */
  async #ask<T>(call: (address: string) => Promise<T>): Promise<T> {
    let failure: unknown
    for (let i = 0; i < this.#peers.length; i++) {
      const index = (this.#current + i) % this.#peers.length
      try {
        const answer = await call(this.#peers[index]!.address)
        this.#current = index
        return answer
      } catch (error) {
        if (!unreachable(error)) throw error
        failure = error
      }
    }
    throw this.#unreachable(failure)
  }

  async #renew(): Promise<void> {
    const up = this.#peers.filter((peer) => peer.up)
    // One that can't be reached is told everything by its peer, once it is back.
    await Promise.allSettled(up.flatMap((peer) => this.#registrations.endless.map((each) => this.#say(peer, each))))
  }

  async #restore(peer: Peer): Promise<number> {
    const { current } = this.#registrations
    await Promise.all(current.map((registration) => this.#say(peer, registration)))
    return current.length
  }

  async #say({ address }: Peer, { record, ttl }: Registration): Promise<void> {
    const request = { record: toMessage(record), ttlMs: Math.ceil(ttl ?? this.#lease) }
    try {
      await this.#rpc.register(request, { address, timeout: this.#timeout })
    } catch (error) {
      // Refused: the next renewal says so to whoever registered it.
      if (unreachable(error)) throw error
    }
  }

  #unreachable(cause: unknown): MicroError {
    if (this.#closed) return registryClosed()
    const addresses = this.#peers.map(({ address }) => address).join(', ')
    const why = cause instanceof MicroError ? cause.detail : String(cause)
    const detail = `registry service at ${addresses} is out of reach: ${why}`
    return errors.unavailable('micro.registry', detail, { reason: 'REGISTRY_UNREACHABLE', cause, stack: false })
  }

  #check(signal?: AbortSignal): void {
    checkRegistryCall(this.#closed, signal)
  }
}

/** Hands over a stream's changes; when it ends, so does the watcher, with an error. */
async function pour(stream: AsyncIterator<WatchResponse>, queue: ChangeQueue): Promise<void> {
  try {
    for (;;) {
      const { done, value } = await stream.next()
      if (done === true) break
      const change = value.change && fromChange(value.change)
      if (change !== undefined) queue.push(change)
    }
    queue.fail(errors.unavailable('micro.registry', 'the registry server ended the watch', { stack: false }))
  } catch (error) {
    queue.fail(MicroError.from(error, 'micro.registry'))
  }
}

/** Whether another server may do better. */
function unreachable(error: unknown): boolean {
  return error instanceof MicroError && (error.code === 503 || error.code === 408)
}
