import type { Clock } from '../clock.ts'
import type { ReadOptions, RegisterOptions, Registry, ServiceRecord, Watcher, WatchOptions } from '../registry.ts'
import type { RegistryLimits } from './limits.ts'
import { checkRegistryCall } from './refusals.ts'
import { RegistryStore } from './store.ts'
import { ChangeQueue } from './watcher.ts'

export interface MemoryRegistryOptions {
  /** What leases are measured with. @default systemClock */
  readonly clock?: Clock
  readonly limits?: RegistryLimits
  /** Registries with one store see the same services. @default a store of its own, with the clock and limits above */
  readonly store?: RegistryStore
}

/** The registry of services that live in one process. */
export function memoryRegistry(options: MemoryRegistryOptions = {}): Registry {
  return new MemoryRegistry(options.store ?? new RegistryStore(options))
}

class MemoryRegistry implements Registry {
  readonly name = 'memory'
  readonly #store: RegistryStore
  readonly #watchers = new Set<ChangeQueue>()
  #closed = false

  constructor(store: RegistryStore) {
    this.#store = store
  }

  async register(service: ServiceRecord, options: RegisterOptions = {}): Promise<void> {
    this.#check(options.signal)
    this.#store.register(service, options.ttl)
  }

  async deregister(service: ServiceRecord, options: ReadOptions = {}): Promise<void> {
    this.#check(options.signal)
    this.#store.deregister(service)
  }

  async getService(name: string, options: ReadOptions = {}): Promise<readonly ServiceRecord[]> {
    this.#check(options.signal)
    return this.#store.get(name)
  }

  async listServices(options: ReadOptions = {}): Promise<readonly ServiceRecord[]> {
    this.#check(options.signal)
    return this.#store.list()
  }

  async watch(options: WatchOptions = {}): Promise<Watcher> {
    this.#check()
    const { service } = options
    const unwatch = this.#store.watch((change) => {
      if (service === undefined || change.service.name === service) queue.push(change)
    })
    const queue = new ChangeQueue(() => {
      unwatch()
      this.#watchers.delete(queue)
    })
    this.#watchers.add(queue)
    return queue
  }

  async close(): Promise<void> {
    this.#closed = true
    for (const watcher of this.#watchers) watcher.stop()
  }

  #check(signal?: AbortSignal): void {
    checkRegistryCall(this.#closed, signal)
  }
}
