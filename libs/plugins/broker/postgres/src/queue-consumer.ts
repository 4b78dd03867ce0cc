import type { BrokerHandler, Clock, Timer } from '@micro/core'
import { Consumer, type Handling, retryDelay, type Settlement, type SubscribeSettings } from '@micro/core/broker'
import type { Session } from './session.ts'
import type { Settler } from './settler.ts'
import type { Lease, Statements, Taken } from './statements.ts'

export interface QueueConsumerOptions {
  readonly id: number
  readonly topic: string
  readonly handler: BrokerHandler
  readonly settings: SubscribeSettings
  readonly statements: Statements
  readonly session: Session
  readonly settler: Settler
  readonly clock: Clock
  readonly random: () => number
  readonly closed: () => void
  readonly failed: (error: unknown) => void
}

/** A message in hand: `member` is the number it was taken under. */
export interface Held extends Lease {
  readonly handling: Handling
  member: number
}

/** Messages taken by one statement at most. */
const most = 100
/** Retries that this process wakes for by itself; others are found by polling. */
const alarms = 1000

/** One member of a queue: takes as many messages as it has room for, whenever there may be some. */
export class QueueConsumer {
  readonly id: number
  readonly consumer: Consumer
  readonly held = new Set<Held>()
  readonly #options: QueueConsumerOptions
  readonly #alarms = new Set<Timer>()
  /** There may be messages that it has not tried to take. */
  #hungry = true
  #busy = false
  #idle: PromiseWithResolvers<void> | undefined

  constructor(options: QueueConsumerOptions) {
    const { id, topic, handler, settings, clock, closed } = options
    this.id = id
    this.#options = options
    const source = { freed: () => this.#start(), leave: () => this.#leave() }
    this.consumer = new Consumer({ topic, handler, settings, clock, source, closed })
  }

  /** There may be something to take. */
  wake(): void {
    this.#hungry = true
    this.#start()
  }

  #start(): void {
    if (this.#busy) return
    this.#busy = true
    void this.#run()
  }

  async #run(): Promise<void> {
    const { session, failed } = this.#options
    while (this.#hungry && this.consumer.free > 0 && session.member !== undefined) {
      try {
        await this.#take(session.member)
      } catch (error) {
        failed(error)
        break
      }
    }
    this.#busy = false
    this.#idle?.resolve()
  }

  async #take(member: number): Promise<void> {
    const { statements, session, settings, clock } = this.#options
    const wanted = Math.min(this.consumer.free, most)
    this.#hungry = false
    // The lease begins in the database at some moment after this one: here it ends first.
    const until = clock.now() + settings.ackTimeout
    let taken: readonly Taken[]
    try {
      taken = await statements.take(this.id, wanted, settings.ackTimeout, member)
    } catch (error) {
      this.#hungry = true
      throw error
    }
    if (taken.length === wanted) this.#hungry = true
    if (!this.consumer.open || session.member !== member) return statements.giveBack(this.id, taken)
    for (const each of taken) this.#hand(each, member, until)
  }

  #hand(taken: Taken, member: number, until: number): void {
    const { settings, settler, clock, failed } = this.#options
    const lease: Lease = { queue: this.id, seq: taken.seq, attempt: taken.attempt }
    if (taken.attempt > settings.attempts) {
      const tries = taken.attempt - 1
      const error = `delivered ${tries} times, and the last time nobody said how it went`
      settler.settle({ ...lease, error, tries }, until).catch(failed)
      return
    }
    const handling = this.consumer.handle({
      message: taken.message,
      attempt: taken.attempt,
      held: Math.max(1, until - clock.now()),
      settle: (settlement) => this.#settle(lease, settlement, until),
      finished: () => this.held.delete(held),
    })
    const held: Held = { ...lease, handling, member }
    this.held.add(held)
  }

  #settle(lease: Lease, settlement: Settlement, until: number): Promise<void> {
    const { settler, settings, random } = this.#options
    if (settlement.ok) return settler.settle(lease, until)
    const { attempt } = lease
    // PostgreSQL's text holds any character but this one.
    const error = settlement.error.replaceAll('\u0000', '')
    if (attempt >= settings.attempts) return settler.settle({ ...lease, error, tries: attempt }, until)
    const delay = retryDelay(settings, attempt, random)
    return settler.settle({ ...lease, delay }, until).then(() => this.#wakeIn(delay))
  }

  #wakeIn(delay: number): void {
    if (!this.consumer.open || this.#alarms.size >= alarms) return
    const alarm: Timer = this.#options.clock.after(delay, () => {
      this.#alarms.delete(alarm)
      this.wake()
    })
    this.#alarms.add(alarm)
  }

  /** Resolves when what was being taken is given back. */
  async #leave(): Promise<void> {
    for (const alarm of this.#alarms) alarm.cancel()
    this.#alarms.clear()
    if (!this.#busy) return
    this.#idle ??= Promise.withResolvers<void>()
    await this.#idle.promise
  }
}
