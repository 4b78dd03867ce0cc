import { errors, type MicroError } from './errors.ts'

/** What waits for a reader, at most. Beyond this the reader is told to begin anew, which costs less than the queue. */
const defaultLimit = 10_000

/**
 * A queue between somebody who pushes and one reader who iterates, possibly later and more slowly. Bounded: a reader
 * that falls behind gets an error instead of a queue that grows.
 */
export class Feed<T> implements AsyncIterable<T> {
  readonly #limit: number
  readonly #stopped: () => void
  #items: T[] = []
  #error: MicroError | undefined
  #ended = false
  #wake: (() => void) | undefined

  /** @param stopped called once, when the feed takes no more: stopped, failed, left by its reader, or overflown */
  constructor(stopped: () => void = () => {}, limit: number = defaultLimit) {
    this.#stopped = stopped
    this.#limit = limit
  }

  push(item: T): void {
    if (this.#ended) return
    if (this.#items.length < this.#limit) {
      this.#items.push(item)
      this.#notify()
      return
    }
    this.#items = []
    this.fail(errors.unavailable('micro.feed', 'the reader fell behind', { reason: 'READER_TOO_SLOW' }))
  }

  /** The reader gets what is queued, then the error. */
  fail(error: MicroError): void {
    if (this.#ended) return
    this.#error = error
    this.#end()
  }

  /** The reader's loop ends; what is queued is dropped. */
  stop(): void {
    this.#items = []
    this.#error = undefined
    this.#end()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    try {
      for (;;) {
        const items = this.#items
        this.#items = []
        for (const item of items) {
          yield item
          if (this.#ended && this.#error === undefined) return
        }
        if (this.#items.length > 0) continue
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
