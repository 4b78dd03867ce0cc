import {
  ChangeQueue,
  checkRegistryCall,
  errors,
  MicroError,
  type ReadOptions,
  type RegisterOptions,
  type Registry,
  type ServiceRecord,
  systemClock,
  type Watcher,
  type WatchOptions,
} from '@micro/core'
import { defaultAddress, parseAgentAddress } from './address.ts'
import { Agents } from './agents.ts'
import { Catalog } from './catalog.ts'
import { type Follower, type FollowOptions, ServiceFollower } from './follow.ts'
import { CatalogFollower } from './follow-all.ts'
import { Http } from './http.ts'
import { InstanceReader } from './instances.ts'
import type { ConsulOptions } from './options.ts'
import { Registrar } from './registrar.ts'

/**
 * The registry consul, by the HTTP API of its agents, in Go Micro's encoding: services in Go and in Node find each
 * other.
 *
 * @throws MicroError 400 for an address that is none
 */
export function consul(options: ConsulOptions = {}): Registry {
  return new ConsulRegistry(options)
}

class ConsulRegistry implements Registry {
  readonly name = 'consul'
  readonly #http: Http
  readonly #catalog: Catalog
  readonly #registrar: Registrar
  readonly #follow: FollowOptions
  readonly #watchers = new Set<{ stop(): void; readonly done: Promise<void> }>()
  #closed = false

  constructor(options: ConsulOptions) {
    const { address = defaultAddress, token, tls, datacenter, stale = true, timeout = 5000, wait = 30_000 } = options
    const { lease = 15_000, tcpCheck, maxResponse = 64 * 1024 * 1024, minBackoff = 100, maxBackoff = 5000 } = options
    const { patience = 30_000, log, clock = systemClock, random = Math.random } = options
    const texts = typeof address === 'string' ? [address] : address
    if (texts.length === 0) throw errors.badRequest('micro.registry', 'no address of a consul agent given')
    const addresses = texts.map((text) => parseAgentAddress(text, tls !== undefined))
    this.#http = new Http({ clock, token, tls: tls ?? {}, maxResponse })
    const returned = () => this.#registrar.restore()
    const agents = new Agents({ http: this.#http, addresses, timeout, datacenter, log, returned })
    this.#catalog = new Catalog({ agents, reader: new InstanceReader(log), stale })
    this.#registrar = new Registrar({ agents, catalog: this.#catalog, clock, random, lease, tcpCheck, log })
    const poll = { agents, clock, random, timeout, wait, minBackoff, maxBackoff, patience }
    this.#follow = { ...poll, catalog: this.#catalog }
  }

  async register(service: ServiceRecord, options: RegisterOptions = {}): Promise<void> {
    this.#check(options.signal)
    await this.#registrar.register(service, options.ttl, options.signal)
  }

  async deregister(service: ServiceRecord, options: ReadOptions = {}): Promise<void> {
    this.#check(options.signal)
    await this.#registrar.deregister(service, options.signal)
  }

  async getService(name: string, options: ReadOptions = {}): Promise<readonly ServiceRecord[]> {
    this.#check(options.signal)
    return await this.#catalog.service(name, options.signal)
  }

  async listServices(options: ReadOptions = {}): Promise<readonly ServiceRecord[]> {
    this.#check(options.signal)
    return await this.#catalog.list(options.signal)
  }

  async watch({ service }: WatchOptions = {}): Promise<Watcher> {
    this.#check()
    const abort = new AbortController()
    const { signal } = abort
    const follower =
      service === undefined
        ? new CatalogFollower(signal, this.#follow)
        : new ServiceFollower(service, signal, this.#follow)
    await follower.begin()
    const queue = new ChangeQueue(() => abort.abort())
    if (this.#closed) queue.stop()
    const watcher = { stop: () => queue.stop(), done: pour(follower, queue) }
    this.#watchers.add(watcher)
    void watcher.done.then(() => this.#watchers.delete(watcher))
    return queue
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#registrar.close()
    const watchers = [...this.#watchers]
    for (const watcher of watchers) watcher.stop()
    this.#http.close()
    await Promise.all(watchers.map(({ done }) => done))
  }

  #check(signal?: AbortSignal): void {
    checkRegistryCall(this.#closed, signal)
  }
}

/** Hands over changes; when there can be no more, the watcher ends with the error. */
async function pour(follower: Follower, queue: ChangeQueue): Promise<void> {
  try {
    await follower.run((change) => queue.push(change))
  } catch (error) {
    queue.fail(MicroError.from(error, 'micro.registry'))
  }
}
