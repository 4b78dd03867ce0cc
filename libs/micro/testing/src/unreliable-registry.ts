import {
  ChangeQueue,
  errors,
  memoryRegistry,
  type ReadOptions,
  type RegisterOptions,
  type Registry,
  type RegistryStore,
  type ServiceRecord,
  type Watcher,
  type WatchOptions,
} from '@micro/core'

/** A client of a registry whose server a test takes away and brings back. What was registered stays in the store. */
export class UnreliableRegistry implements Registry {
  readonly name = 'unreliable'
  /** `up` answers, `down` refuses, `hung` never answers. */
  state: 'up' | 'down' | 'hung' = 'up'
  /** How often each verb was asked. */
  readonly asked = { getService: 0, watch: 0 }
  readonly #registry: Registry
  readonly #watchers = new Map<ChangeQueue, Watcher>()

  constructor(store: RegistryStore) {
    this.#registry = memoryRegistry({ store })
  }

  /** Watchers that are on. */
  get watchers(): number {
    return this.#watchers.size
  }

  /** Ends all watches and refuses everything from now on. */
  goDown(): void {
    this.state = 'down'
    for (const watcher of [...this.#watchers.keys()]) watcher.fail(refusal())
  }

  async register(service: ServiceRecord, options?: RegisterOptions): Promise<void> {
    await this.#reach()
    await this.#registry.register(service, options)
  }

  async deregister(service: ServiceRecord, options?: ReadOptions): Promise<void> {
    await this.#reach()
    await this.#registry.deregister(service, options)
  }

  async getService(name: string, options?: ReadOptions): Promise<readonly ServiceRecord[]> {
    this.asked.getService++
    await this.#reach()
    return this.#registry.getService(name, options)
  }

  async listServices(options?: ReadOptions): Promise<readonly ServiceRecord[]> {
    await this.#reach()
    return this.#registry.listServices(options)
  }

  async watch(options?: WatchOptions): Promise<Watcher> {
    this.asked.watch++
    await this.#reach()
    const source = await this.#registry.watch(options)
    const queue = new ChangeQueue(() => {
      source.stop()
      this.#watchers.delete(queue)
    })
    this.#watchers.set(queue, source)
    void pour(source, queue)
    return queue
  }

  async close(): Promise<void> {
    for (const watcher of [...this.#watchers.keys()]) watcher.stop()
    await this.#registry.close()
  }

  #reach(): Promise<void> {
    if (this.state === 'down') return Promise.reject(refusal())
    return this.state === 'up' ? Promise.resolve() : new Promise(() => {})
  }
}

async function pour(source: Watcher, queue: ChangeQueue): Promise<void> {
  for await (const change of source) queue.push(change)
}

function refusal() {
  return errors.unavailable('micro.registry', 'connection refused')
}
