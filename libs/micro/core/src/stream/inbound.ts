import { errors, type MicroError } from '../errors.ts'
import { cost, streamWindow } from './credit.ts'

export interface InboundOptions {
  /** Of one message, in bytes. */
  readonly maxMessage: number
  /** Says to the sender that `bytes` were taken. */
  credit(bytes: number): void
  /** The reader left before the end. */
  left(): void
}

/**
 * The receiving half of a stream: what came and is not read yet. The sender may be at most a window ahead, so memory
 * is bounded however slowly it is read.
 */
export class Inbound<T> implements AsyncIterableIterator<T> {
  readonly #options: InboundOptions
  readonly #queue: { readonly value: T; readonly cost: number }[] = []
  #queued = 0
  #taken = 0
  #done = false
  #error: MicroError | undefined
  #waiting: ((result: IteratorResult<T> | PromiseLike<never>) => void) | undefined

  constructor(options: InboundOptions) {
    this.#options = options
  }

  /** @returns false when the sender is too far ahead: it does not keep to the protocol */
  push(value: T, size: number): boolean {
    if (this.#done) return true
    const bytes = cost(size)
    if (this.#waiting !== undefined) {
      this.#settle({ value, done: false })
      this.#take(bytes)
      return true
    }
    if (this.#queued > streamWindow + this.#options.maxMessage) return false
    this.#queued += bytes
    this.#queue.push({ value, cost: bytes })
    return true
  }

  /** No more comes; with an error, reading what is queued ends in it. */
  end(error?: MicroError): void {
    if (this.#done) return
    this.#done = true
    this.#error = error
    if (this.#waiting !== undefined) this.#settle(error === undefined ? end : Promise.reject(error))
  }

  next(): Promise<IteratorResult<T>> {
    const first = this.#queue.shift()
    if (first !== undefined) {
      this.#queued -= first.cost
      this.#take(first.cost)
      return Promise.resolve({ value: first.value, done: false })
    }
    if (this.#error !== undefined) return Promise.reject(this.#error)
    if (this.#done) return Promise.resolve(end)
    if (this.#waiting !== undefined) {
      return Promise.reject(errors.conflict('micro.stream', 'a stream is read by one reader at a time'))
    }
    return new Promise((resolve) => {
      this.#waiting = resolve
    })
  }

  return(): Promise<IteratorResult<T>> {
    this.#queue.length = 0
    this.#error = undefined
    const ended = this.#done
    this.#done = true
    if (this.#waiting !== undefined) this.#settle(end)
    if (!ended) this.#options.left()
    return Promise.resolve(end)
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  #settle(result: IteratorResult<T> | PromiseLike<never>): void {
    const waiting = this.#waiting!
    this.#waiting = undefined
    waiting(result)
  }

  /** Credit is given back in halves of the window, not message by message. */
  #take(bytes: number): void {
    this.#taken += bytes
    if (this.#taken < streamWindow / 2 || this.#done) return
    this.#options.credit(this.#taken)
    this.#taken = 0
  }
}

const end = Object.freeze({ value: undefined, done: true } as const)
