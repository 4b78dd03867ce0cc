import type { Change } from '@micro/core'
import { type Catalog, healthPath } from './catalog.ts'
import { diff } from './diff.ts'
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
  #known: Instances = new Map()

  constructor(name: string, signal: AbortSignal, options: FollowOptions) {
    this.#name = name
    this.#catalog = options.catalog
    this.#poll = new Poll(healthPath(name), signal, options)
  }

  async begin(): Promise<void> {
    await this.#step()
  }

  async run(tell: (change: Change) => void): Promise<void> {
    for (;;) for (const change of await this.#step()) tell(change)
  }

  async #step(): Promise<readonly Change[]> {
    const { anew } = this.#poll
    const answer = await this.#poll.next()
    this.#catalog.seen(this.#name, answer)
    const before = this.#known
    this.#known = this.#catalog.instances(this.#name, answer, anew ? undefined : before)
    return diff(before, this.#known)
  }
}
