import type { Change } from '@micro/core'
import { type Catalog, healthPath } from './catalog.ts'
import { diff } from './diff.ts'
import { Doubt } from './doubt.ts'
import { healthEntries } from './entries.ts'
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
  readonly #catalog: Catalog
  readonly #poll: Poll
  readonly #doubt: Doubt
  #known: Instances = new Map()

  constructor(name: string, signal: AbortSignal, options: FollowOptions) {
    this.#name = name
    this.#catalog = options.catalog
    this.#poll = new Poll(healthPath(name), signal, options)
    this.#doubt = new Doubt(options.clock)
  }

  async begin(): Promise<void> {
    await this.#step()
  }

  async run(tell: (change: Change) => void): Promise<void> {
    for (;;) for (const change of await this.#step()) tell(change)
  }

  async #step(): Promise<readonly Change[]> {
    const { anew } = this.#poll
    const answer = await this.#poll.next(this.#doubt.left)
    this.#catalog.seen(this.#name, answer)
    const before = this.#known
    const up = this.#catalog.instances(this.#name, answer, anew ? undefined : before)
    this.#known = this.#doubt.resolve(before, up, healthEntries(answer))
    return diff(before, this.#known)
  }
}
