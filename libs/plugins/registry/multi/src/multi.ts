import {
  ChangeQueue,
  type Clock,
  checkRegistryCall,
  errors,
  type Log,
  type ReadOptions,
  type RegisterOptions,
  type Registry,
  type ServiceRecord,
  systemClock,
  type Watcher,
  type WatchOptions,
} from '@micro/core'
import { Member } from './member.ts'
import { union } from './union.ts'
import { watchAll } from './watch.ts'

export interface MultiOptions {
  /** Told once when a registry is lost and once when it is back. @default nobody */
  readonly log?: Log
  /** Milliseconds before a registry that was lost is watched again, doubled each time, jittered. @default 100 */
  readonly minBackoff?: number
  /** @default 5000 */
  readonly maxBackoff?: number
  /** @default systemClock */
  readonly clock?: Clock
  /** From 0 to below 1; for jitter. @default Math.random */
  readonly random?: () => number
}

/**
 * Several registries as one: what is registered is registered in all of them, and what any of them knows is found. For
 * moving from one to another, and for services that are split over two.
 *
 * One that is lost is left out as long as another answers. It takes part again with the next renewal of what is
 * registered, and readers are then told to read anew.
 *
 * @param registries at least one; closed with this one. Where two know a node the first is believed.
 * @throws MicroError 400 when none is given
 */
export function multi(registries: readonly Registry[], options: MultiOptions = {}): Registry {
  if (registries.length === 0)
    throw errors.badRequest('micro.registry', 'no registries given', { reason: 'NONE_GIVEN' })
  return new MultiRegistry(registries, options)
}

class MultiRegistry implements Registry {
  readonly name = 'multi'
  readonly #members: readonly Member[]
  readonly #options: Required<Omit<MultiOptions, 'log'>>
  readonly #watchers = new Set<ChangeQueue>()
  #closed = false

  constructor(registries: readonly Registry[], options: MultiOptions) {
    const { log, minBackoff = 100, maxBackoff = 5000, clock = systemClock, random = Math.random } = options
    this.#members = registries.map((registry) => new Member(registry, log))
    this.#options = { minBackoff, maxBackoff, clock, random }
  }

  async register(service: ServiceRecord, options: RegisterOptions = {}): Promise<void> {
    this.#check(options.signal)
    await this.#ask((registry) => registry.register(service, options))
  }

  async deregister(service: ServiceRecord, options: ReadOptions = {}): Promise<void> {
    this.#check(options.signal)
    await this.#ask((registry) => registry.deregister(service, options))
  }

  async getService(name: string, options: ReadOptions = {}): Promise<readonly ServiceRecord[]> {
    this.#check(options.signal)
    return union(await this.#ask((registry) => registry.getService(name, options)))
  }

  async listServices(options: ReadOptions = {}): Promise<readonly ServiceRecord[]> {
    this.#check(options.signal)
    const all = union(await this.#ask((registry) => registry.listServices(options)))
    return all.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
  }

  async watch(options: WatchOptions = {}): Promise<Watcher> {
    this.#check()
    const stop = new AbortController()
    const queue = new ChangeQueue(() => {
      stop.abort()
      this.#watchers.delete(queue)
    })
    await watchAll(this.#members, options, queue, { ...this.#options, signal: stop.signal })
    if (this.#closed) queue.stop()
    else this.#watchers.add(queue)
    return queue
  }

  async close(): Promise<void> {
    this.#closed = true
    for (const watcher of this.#watchers) watcher.stop()
    await Promise.all(this.#members.map(({ registry }) => registry.close()))
  }

  /** @returns the answers there are, in the order of the registries @throws what the first one failed with, if all did */
  async #ask<T>(call: (registry: Registry) => Promise<T>): Promise<readonly T[]> {
    const results = await Promise.allSettled(this.#members.map((member) => member.ask(call)))
    const answers = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
    const [first] = results
    if (answers.length === 0 && first?.status === 'rejected') throw first.reason
    return answers
  }

  #check(signal?: AbortSignal): void {
    checkRegistryCall(this.#closed, signal)
  }
}
