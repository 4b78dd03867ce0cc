import { registryCanceled, sleep } from '@micro/core'
import type { Agents, Answer } from './agents.ts'
import { Pace } from './pace.ts'
import { type PersistOptions, persist } from './persist.ts'

export interface PollOptions extends PersistOptions {
  readonly agents: Agents
  /** Milliseconds for an answer that is not waited for in consul. */
  readonly timeout: number
  /** Milliseconds in consul, at most. */
  readonly wait: number
}

/**
 * The same question again and again, each time answered when the state is another one: consul's blocking queries, by
 * the rules of its documentation.
 */
export class Poll {
  readonly #options: PollOptions
  readonly #path: string
  readonly #signal: AbortSignal
  readonly #pace: Pace
  #index = 0
  #begun = false

  constructor(path: string, signal: AbortSignal, options: PollOptions) {
    this.#path = path
    this.#signal = signal
    this.#options = options
    this.#pace = new Pace(options.clock)
  }

  /** Whether the next answer has nothing to do with the one before. */
  get anew(): boolean {
    return this.#index === 0
  }

  /**
   * The state: at first as it is, then once it has changed, or has been waited for long enough.
   * @param wait milliseconds, for less than usual
   * @throws MicroError when no agent can be reached, or all have said for long that they can't
   */
  async next(wait?: number): Promise<Answer> {
    // Whoever begins to watch is told at once that it can't be done.
    const ask = () => this.#ask(wait)
    const answer = await (this.#begun ? persist(this.#options, this.#signal, ask) : ask())
    this.#index = nextIndex(this.#index, answer.index)
    this.#begun = true
    return answer
  }

  async #ask(given?: number): Promise<Answer> {
    const { agents, clock, random, timeout, wait } = this.#options
    const signal = this.#signal
    const delay = this.#pace.delay(random)
    if (delay > 0) await sleep(clock, delay, signal)
    if (signal.aborted) throw registryCanceled(signal)
    if (this.#index === 0) return agents.ask({ path: this.#path, signal, blocking: true })
    const jittered = Math.ceil(given ?? wait * (0.75 + 0.25 * random()))
    const query = { index: String(this.#index), wait: `${jittered}ms` }
    // Consul adds up to a sixteenth of its own.
    return agents.ask({ path: this.#path, query, signal, blocking: true, timeout: jittered * (17 / 16) + timeout })
  }
}

/**
 * The index to wait from. One that goes back is of another history: all is read anew, from 0. One of 0 would be
 * answered at once for ever, and 1 never misses anything.
 */
export function nextIndex(before: number, answered: number = 0): number {
  const index = Math.max(1, answered)
  return index < before ? 0 : index
}
