import type { MicroError } from '../errors.ts'
import { cost, streamWindow } from './credit.ts'

export interface OutboundOptions<T> {
  /** Puts one message on the wire. @throws MicroError when it can't be sent */
  write(value: T): { readonly size: number; readonly room: boolean }
}

/** The sending half of a stream: reads its source only as fast as the other side takes what was sent. */
export class Outbound<T> {
  readonly #write: OutboundOptions<T>['write']
  #window = streamWindow
  #room = true
  #stopped: { readonly error: MicroError | undefined } | undefined
  #wake: (() => void) | undefined

  constructor(options: OutboundOptions<T>) {
    this.#write = options.write
  }

  /** The other side took so many bytes. */
  credit(bytes: number): void {
    this.#window += bytes
    this.#wake?.()
  }

  /** The connection can be written to again. */
  drained(): void {
    this.#room = true
    this.#wake?.()
  }

  /** Ends `pump`: in order, or with an error. */
  stop(error?: MicroError): void {
    this.#stopped ??= { error }
    this.#wake?.()
  }

  /**
   * Sends all of `source`. Resolves true at its end and false when stopped before; its iterator is then told to
   * return. Rejects with what `source` or `write` threw, or what `stop` was given.
   */
  async pump(source: AsyncIterable<T>): Promise<boolean> {
    const iterator = source[Symbol.asyncIterator]()
    try {
      while (this.#stopped === undefined) {
        const next = await this.#unlessStopped(iterator.next())
        if (next === undefined) break
        if (next.done === true) return true
        const { size, room } = this.#write(next.value)
        this.#window -= cost(size)
        this.#room = room
        while (this.#stopped === undefined && (this.#window <= 0 || !this.#room)) await this.#woken()
      }
    } catch (error) {
      void leave(iterator)
      throw error
    }
    void leave(iterator)
    if (this.#stopped?.error !== undefined) throw this.#stopped.error
    return false
  }

  /** A source that waits for something else must not keep a stopped stream alive. */
  async #unlessStopped<R>(result: Promise<R>): Promise<R | undefined> {
    const stopped = Promise.withResolvers<undefined>()
    this.#wake = () => {
      if (this.#stopped !== undefined) stopped.resolve(undefined)
    }
    try {
      return await Promise.race([result, stopped.promise])
    } finally {
      this.#wake = undefined
    }
  }

  #woken(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = () => {
        this.#wake = undefined
        resolve()
      }
    })
  }
}

/** Tells a source that nobody reads on. It may be busy: nobody waits for it, and its failure has nobody to hear it. */
async function leave(iterator: AsyncIterator<unknown>): Promise<void> {
  try {
    await iterator.return?.()
  } catch {}
}
