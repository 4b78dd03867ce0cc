import {
  ChangeQueue,
  type Clock,
  checkedRecord,
  checkRegistryCall,
  defaultLimits,
  errors,
  type ReadOptions,
  type RegisterOptions,
  type Registry,
  type ServiceRecord,
  systemClock,
  type Timer,
  type Watcher,
  type WatchOptions,
} from '@micro/core'
import { defaultAddress, parseAddress } from './address.ts'
import { Cluster } from './cluster.ts'
import { Entries } from './entries.ts'
import { nodeKey, registryPrefix, servicePrefix, startingWith } from './keys.ts'
import { merged, readAll } from './lists.ts'
import { Member } from './member.ts'
import type { EtcdOptions } from './options.ts'
import { leaseSeconds, Registrations } from './registrations.ts'
import { encodeValue } from './value.ts'
import { WatchLoop } from './watch.ts'

/**
 * The registry etcd, with Go Micro's keys and values: services of both find each other.
 * @throws MicroError 400 for addresses that are none
 */
export function etcd(options: EtcdOptions = {}): Registry {
  return new EtcdRegistry(options)
}

class EtcdRegistry implements Registry {
  readonly name = 'etcd'
  readonly #clock: Clock
  readonly #serializable: boolean
  /** Milliseconds. */
  readonly #lease: number
  readonly #cluster: Cluster
  readonly #entries: Entries
  readonly #registrations: Registrations
  readonly #watchers = new Set<ChangeQueue>()
  readonly #watching: Omit<ConstructorParameters<typeof WatchLoop>[0], 'service' | 'queue'>
  #renewal: Timer | undefined
  #closed = false

  constructor(options: EtcdOptions) {
    const { address = defaultAddress, tls, user, password = '', linearizable = false, lease = 15_000 } = options
    const { clock = systemClock, random = Math.random, log, timeout = 3000, patience = 10_000 } = options
    const { minBackoff = 50, maxBackoff = 2000, maxAnswer = 64 * 1024 * 1024 } = options
    const addresses = typeof address === 'string' ? [address] : address
    if (addresses.length === 0) throw errors.badRequest('micro.registry', 'no address of etcd given')
    const each = { tls: tls ?? {}, timeout, minBackoff, maxBackoff, maxAnswer, log }
    const members = addresses
      .map((text) => parseAddress(text, tls !== undefined))
      .map((parsed) => new Member({ ...each, address: parsed }))
    this.#clock = clock
    this.#serializable = !linearizable
    this.#lease = lease
    this.#cluster = new Cluster({ members, user, password })
    this.#entries = new Entries(log)
    this.#registrations = new Registrations(this.#cluster)
    const { cluster, entries } = { cluster: this.#cluster, entries: this.#entries }
    this.#watching = { cluster, entries, clock, random, timeout, patience, minBackoff, maxBackoff }
  }

  async register(service: ServiceRecord, options: RegisterOptions = {}): Promise<void> {
    const { ttl = Number.POSITIVE_INFINITY, signal } = options
    this.#check(signal)
    const record = checkedRecord(service, defaultLimits)
    const endless = ttl === Number.POSITIVE_INFINITY
    const seconds = leaseSeconds(endless ? this.#lease : ttl)
    const keys = record.nodes.map(({ id }) => nodeKey(record.name, id))
    if (new Set(keys).size < keys.length) {
      const detail = `service ${record.name}: two node ids are one key in etcd, where / is -`
      throw errors.badRequest('micro.registry', detail, { reason: 'INVALID_RECORD', domain: 'micro.registry' })
    }
    await all(
      record.nodes.map((node, i) => {
        const registered = { key: keys[i]!, value: encodeValue(record, node), seconds, endless }
        return this.#registrations.register(registered, signal)
      }),
    )
    if (!endless || this.#closed) return
    this.#renewal ??= this.#clock.every(this.#lease / 3, () => void this.#registrations.renewEndless())
  }

  async deregister(service: ServiceRecord, options: ReadOptions = {}): Promise<void> {
    this.#check(options.signal)
    const { name, nodes } = service
    await all(nodes.map(({ id }) => this.#registrations.deregister(nodeKey(name, id), options.signal)))
  }

  async getService(name: string, options: ReadOptions = {}): Promise<readonly ServiceRecord[]> {
    const found = await this.#list(servicePrefix(name), options)
    return found.filter((record) => record.name === name)
  }

  async listServices(options: ReadOptions = {}): Promise<readonly ServiceRecord[]> {
    const found = await this.#list(registryPrefix, options)
    return found.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
  }

  async watch({ service }: WatchOptions = {}): Promise<Watcher> {
    this.#check()
    const queue = new ChangeQueue(() => {
      loop.stop()
      this.#watchers.delete(queue)
    })
    const loop = new WatchLoop({ ...this.#watching, service, queue })
    this.#watchers.add(queue)
    try {
      await loop.start()
    } catch (error) {
      queue.stop()
      throw error
    }
    return queue
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#renewal?.cancel()
    this.#registrations.clear()
    for (const watcher of this.#watchers) watcher.stop()
    this.#cluster.close()
  }

  async #list(prefix: string, { signal }: ReadOptions): Promise<readonly ServiceRecord[]> {
    this.#check(signal)
    return merged(await readAll(this.#cluster, startingWith(prefix), this.#serializable, signal), this.#entries)
  }

  #check(signal?: AbortSignal): void {
    checkRegistryCall(this.#closed, signal)
  }
}

/** Waits for all of them. @throws what the first that failed threw */
async function all(acts: readonly Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(acts)
  for (const result of results) if (result.status === 'rejected') throw result.reason
}
