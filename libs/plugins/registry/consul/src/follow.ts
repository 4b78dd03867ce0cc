import type { Change } from '@micro/core'
import { type Catalog, healthPath, inParallel } from './catalog.ts'
import { diff } from './diff.ts'
import { canceled } from './failures.ts'
import type { Instances } from './instances.ts'
import { Poll, type PollOptions } from './poll.ts'

export interface FollowOptions extends PollOptions {
  readonly catalog: Catalog
}

/** Something that changes. */
export interface Follower {
  /** Reads the state from which changes are told. */
  begin(): Promise<void>
  /** Tells what changes, until its signal aborts. @throws MicroError when it can't go on */
  run(tell: (change: Change) => void): Promise<void>
}

/** Follows one service. */
export class ServiceFollower implements Follower {
  readonly #name: string
  readonly #signal: AbortSignal
  readonly #catalog: Catalog
  readonly #poll: Poll
  #known: Instances = new Map()

  constructor(name: string, signal: AbortSignal, options: FollowOptions) {
    this.#name = name
    this.#signal = signal
    this.#catalog = options.catalog
    this.#poll = new Poll(healthPath(name), signal, options)
  }

  async begin(): Promise<void> {
    await this.#step()
  }

  async run(tell: (change: Change) => void): Promise<void> {
    for (;;) for (const change of await this.#step()) tell(change)
  }

  /** What is told of a service that is gone. */
  end(): readonly Change[] {
    return diff(this.#known, new Map())
  }

  async #step(): Promise<readonly Change[]> {
    const { anew } = this.#poll
    const answer = await this.#poll.next()
    // Its end may have been told meanwhile.
    if (this.#signal.aborted) throw canceled(this.#signal)
    this.#catalog.seen(this.#name, answer)
    const before = this.#known
    this.#known = this.#catalog.instances(this.#name, answer, anew ? undefined : before)
    return diff(before, this.#known)
  }
}

interface Running {
  readonly follower: ServiceFollower
  readonly abort: AbortController
  done: Promise<void>
}

/** Follows all services: their names by one question, each of them by another. */
export class CatalogFollower implements Follower {
  readonly #options: FollowOptions
  readonly #signal: AbortSignal
  readonly #poll: Poll
  readonly #services = new Map<string, Running>()
  readonly #failed = Promise.withResolvers<never>()

  constructor(signal: AbortSignal, options: FollowOptions) {
    this.#options = options
    this.#signal = signal
    this.#poll = new Poll('catalog/services', signal, options)
    // Seen by `run`, if it comes to that.
    this.#failed.promise.catch(() => {})
  }

  async begin(): Promise<void> {
    for (const name of await this.#names()) this.#add(name)
    await inParallel([...this.#services.values()], ({ follower }) => follower.begin())
  }

  async run(tell: (change: Change) => void): Promise<void> {
    const stop = () => {
      for (const { abort } of this.#services.values()) abort.abort(this.#signal.reason)
    }
    this.#signal.addEventListener('abort', stop, { once: true })
    try {
      for (const running of this.#services.values()) this.#start(running, tell)
      for (;;) this.#update(await Promise.race([this.#names(), this.#failed.promise]), tell)
    } finally {
      this.#signal.removeEventListener('abort', stop)
      stop()
      await Promise.all(Array.from(this.#services.values(), ({ done }) => done))
    }
  }

  #update(names: ReadonlySet<string>, tell: (change: Change) => void): void {
    for (const [name, { abort, follower }] of this.#services) {
      if (names.has(name)) continue
      this.#services.delete(name)
      abort.abort()
      for (const change of follower.end()) tell(change)
    }
    // One that is new has no state before: all its nodes have come.
    for (const name of names) if (!this.#services.has(name)) this.#start(this.#add(name), tell)
  }

  #add(name: string): Running {
    const abort = new AbortController()
    const follower = new ServiceFollower(name, abort.signal, this.#options)
    const running = { follower, abort, done: Promise.resolve() }
    this.#services.set(name, running)
    return running
  }

  #start(running: Running, tell: (change: Change) => void): void {
    const { follower, abort } = running
    running.done = follower.run(tell).catch((error: unknown) => {
      if (!abort.signal.aborted) this.#failed.reject(error)
    })
  }

  async #names(): Promise<ReadonlySet<string>> {
    return new Set(this.#options.catalog.named(await this.#poll.next()).keys())
  }
}
