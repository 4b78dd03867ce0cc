import { type Broker, type Clock, errors, MicroError } from '@micro/core'
import { chainsOf, type Waiting } from './batch.ts'

export interface PublisherOptions {
  readonly broker: Broker
  readonly clock: Clock
  /** Events of different keys published at once. */
  readonly concurrency: number
  /** Milliseconds the broker may take for one event. */
  readonly timeout: number
  /** Aborts what is under way. */
  readonly cut: AbortSignal
}

export interface Published {
  readonly sent: readonly Waiting[]
  /** What the broker will not take as it is. */
  readonly refused: readonly { readonly event: Waiting; readonly error: unknown }[]
  /** Why the broker takes nothing now, if so. */
  readonly failure?: unknown
}

/** Publishes events: those of one key one after another, up to the first that fails. */
export class Publisher {
  readonly #options: PublisherOptions

  constructor(options: PublisherOptions) {
    this.#options = options
  }

  async publish(events: readonly Waiting[]): Promise<Published> {
    const sent: Waiting[] = []
    const refused: { event: Waiting; error: unknown }[] = []
    let failure: unknown
    const chains = chainsOf(events).values()
    const { concurrency, cut } = this.#options
    const work = async () => {
      for (const chain of chains) {
        for (const event of chain) {
          if (failure !== undefined || cut.aborted) return
          try {
            await this.#one(event)
            sent.push(event)
          } catch (error) {
            if (isRefusal(error)) refused.push({ event, error })
            else failure = error
            break
          }
        }
      }
    }
    await Promise.all(Array.from({ length: concurrency }, work))
    return { sent, refused, failure }
  }

  /** A broker that does not answer must not hold the relay: after the timeout it goes on without it. */
  async #one({ topic, message }: Waiting): Promise<void> {
    const { broker, clock, timeout, cut } = this.#options
    const late = new AbortController()
    const gaveUp = Promise.withResolvers<never>()
    gaveUp.promise.catch(() => {})
    const end = () => {
      late.abort()
      gaveUp.reject(errors.timeout('renting.outbox', 'the broker did not answer in time', { stack: false }))
    }
    const timer = clock.after(timeout, end)
    cut.addEventListener('abort', end, { once: true })
    try {
      await Promise.race([broker.publish(topic, message, { signal: late.signal }), gaveUp.promise])
    } finally {
      timer.cancel()
      cut.removeEventListener('abort', end)
    }
  }
}

/** The event is at fault, not the moment: trying others makes sense, trying this one again soon does not. */
function isRefusal(error: unknown): boolean {
  return error instanceof MicroError && [400, 403, 413, 422, 501].includes(error.code)
}
