import { backoff, systemClock } from '@micro/core'
import type { DomainClock } from '../clock/domain-clock.ts'
import { Wakeup } from '../events/wakeup.ts'
import type { Logger } from '../log/logger.ts'

export interface RepeatOptions {
  /** Milliseconds of real time between two looks that found nothing. @default 1000 */
  readonly interval?: number
}

export interface RepeatingOptions extends RepeatOptions {
  /** What it does, for the log: `due orders`. */
  readonly name: string
  /** Looks for what is to be done and does some of it. @returns how much it did: after some it is run again at once */
  readonly work: () => Promise<number>
  readonly clock: DomainClock
  readonly log: Logger
}

const retry = { min: 500, max: 15_000 }

/**
 * Work that stands in a table and is looked for again and again: by each instance, so what two of them may find must be
 * locked by whoever takes it (`FOR UPDATE SKIP LOCKED`). Looks at once when the domain's time was moved.
 */
export class Repeating {
  readonly #options: RepeatingOptions
  readonly #wakeup = new Wakeup(systemClock)
  #stopped = false
  #running: Promise<void> | undefined

  constructor(options: RepeatingOptions) {
    this.#options = options
  }

  start(): void {
    this.#running = this.#run()
  }

  /** Resolves when what is under way has ended. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#wakeup.now()
    await this.#running
  }

  async #run(): Promise<void> {
    const { interval = 1_000, clock } = this.#options
    const deaf = clock.onMove(() => this.#wakeup.now())
    let failures = 0
    while (!this.#stopped) {
      this.#wakeup.reset()
      const done = await this.#once(failures)
      failures = done === undefined ? failures + 1 : 0
      if (done !== undefined && done > 0) continue
      await this.#wakeup.wait(done === undefined ? backoff(failures - 1, retry.min, retry.max, Math.random) : interval)
    }
    deaf()
  }

  /** @returns undefined when it failed, which is said once */
  async #once(failures: number): Promise<number | undefined> {
    const { name, work, log } = this.#options
    try {
      const done = await work()
      if (failures > 0) log.info({ work: name }, 'repeated work goes on')
      return done
    } catch (err) {
      if (failures === 0) log.warn({ err, work: name }, 'repeated work failed; it tries again')
      return undefined
    }
  }
}
