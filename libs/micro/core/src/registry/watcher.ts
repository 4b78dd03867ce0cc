import { errors, type MicroError } from '../errors.ts'
import type { Change, Watcher } from '../registry.ts'

/** Changes that wait for a reader. Beyond this the reader is told to list anew, which costs less than the queue. */
const defaultLimit = 10_000

/** A watcher that is fed: between a source of changes and the loop that reads them. For one reader. */
export class ChangeQueue implements Watcher {
  readonly #limit: number
  readonly #stopped: () => void
  #changes: Change[] = []
  #error: MicroError | undefined
  #ended = false
  #wake: (() => void) | undefined

  /** @param stopped called once, when the queue takes no more: stopped, failed or overflown */
  constructor(stopped: () => void = () => {}, limit: number = defaultLimit) {
    this.#stopped = stopped
    this.#limit = limit
  }

  push(change: Change): void {
    if (this.#ended) return
    if (this.#changes.length < this.#limit) {
      this.#changes.push(change)
      this.#notify()
      return
    }
    this.#changes = []
    this.fail(errors.unavailable('micro.registry', 'the watcher fell behind', { reason: 'WATCH_OVERFLOW' }))
  }

  /** The reader gets what is queued, then the error. */
  fail(error: MicroError): void {
    if (this.#ended) return
    this.#error = error
    this.#end()
  }

  stop(): void {
    this.#changes = []
    this.#error = undefined
    this.#end()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Change, void, undefined> {
    try {
      for (;;) {
        const changes = this.#changes
        this.#changes = []
        for (const change of changes) {
          yield change
          if (this.#ended && this.#error === undefined) return
        }
        if (this.#changes.length > 0) continue
        if (this.#error !== undefined) throw this.#error
        if (this.#ended) return
        await new Promise<void>((resolve) => {
          this.#wake = resolve
        })
      }
    } finally {
      this.stop()
    }
  }

  #end(): void {
    if (!this.#ended) {
      this.#ended = true
      this.#stopped()
    }
    this.#notify()
  }

  #notify(): void {
    this.#wake?.()
    this.#wake = undefined
  }
}
