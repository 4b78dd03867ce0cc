import { setTimeout as delay } from 'node:timers/promises'
import { type BackOffOptions, backOff } from './back-off.ts'
import type { Run, Unit } from './unit.ts'

export type KeeperEvent =
  | { readonly type: 'died'; readonly unit: string; readonly reason: string; readonly retryIn: number }
  | { readonly type: 'restarted'; readonly unit: string }
  | { readonly type: 'killed'; readonly unit: string }

export interface KeeperOptions extends BackOffOptions {
  /** Who served this long is healthy: its next death counts as the first again, in ms. @default 30000 */
  readonly healthyAfter?: number
  readonly onEvent?: (event: KeeperEvent) => void
}

/** Runs a unit, and runs it again whenever it ends unasked. */
export class Keeper {
  readonly unit: Unit
  readonly #options: KeeperOptions
  readonly #stopping = new AbortController()
  #run: Run | undefined
  #kept: Promise<void> = Promise.resolve()

  constructor(unit: Unit, options: KeeperOptions = {}) {
    this.unit = unit
    this.#options = options
  }

  /** Resolves when it serves. A unit that fails at its very first start is not tried again: this rejects. */
  async start(): Promise<void> {
    if (this.#stopping.signal.aborted) return
    this.#run = this.unit.start()
    await this.#run.ready
    this.#kept = this.#keep()
  }

  /** Asks the unit to end and waits for it, at most the given time in ms; then it is killed. */
  async stop(grace: number): Promise<void> {
    this.#stopping.abort()
    this.#run?.stop()
    const timer = setTimeout(() => {
      this.#options.onEvent?.({ type: 'killed', unit: this.unit.name })
      this.#run?.kill()
    }, grace)
    await Promise.all([this.#run?.ended, this.#kept])
    clearTimeout(timer)
  }

  kill(): void {
    this.#stopping.abort()
    this.#run?.kill()
  }

  async #keep(): Promise<void> {
    const { signal } = this.#stopping
    let attempt = 0
    let servingSince: number | undefined = performance.now()
    while (this.#run !== undefined) {
      const reason = await this.#run.ended
      if (signal.aborted) return
      const { healthyAfter = 30_000, onEvent } = this.#options
      if (servingSince !== undefined && performance.now() - servingSince >= healthyAfter) attempt = 0
      const retryIn = backOff(attempt++, this.#options)
      onEvent?.({ type: 'died', unit: this.unit.name, reason, retryIn })
      await delay(retryIn, undefined, { signal }).catch(() => {})
      if (signal.aborted) return
      this.#run = this.unit.start()
      servingSince = await this.#run.ready.then(
        () => performance.now(),
        () => undefined,
      )
      if (servingSince !== undefined) onEvent?.({ type: 'restarted', unit: this.unit.name })
    }
  }
}
