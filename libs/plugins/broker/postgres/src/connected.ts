import { type BrokerHandler, errors, type MicroError, type Subscription, sleep, type Timer } from '@micro/core'
import type { SubscribeSettings } from '@micro/core/broker'
import { Cleaner } from './cleaner.ts'
import { Database } from './database.ts'
import { unavailable } from './errors.ts'
import { Presence } from './presence.ts'
import { Publisher } from './publisher.ts'
import { QueueConsumer } from './queue-consumer.ts'
import { Session } from './session.ts'
import type { PostgresSettings } from './settings.ts'
import { Settler } from './settler.ts'
import { SingleConsumer } from './single-consumer.ts'
import { Statements } from './statements.ts'

/** Milliseconds between attempts to pick up again. */
const pause = 100

/** All that a broker has between `connect` and `disconnect`. */
export class Connected {
  readonly publisher: Publisher
  readonly statements: Statements
  readonly #settings: PostgresSettings
  readonly #database: Database
  readonly #session: Session
  readonly #settler: Settler
  readonly #presence: Presence
  readonly #cleaner: Cleaner
  readonly #queues = new Set<QueueConsumer>()
  readonly #singles = new Set<SingleConsumer>()
  readonly #timers: Timer[] = []
  #closing = false

  /** @throws MicroError 503 when the server can't be reached or the schema can't be made */
  static async open(settings: PostgresSettings): Promise<Connected> {
    const connected = new Connected(settings)
    try {
      await connected.#session.open()
    } catch (error) {
      await connected.#database.close()
      throw error
    }
    connected.#tick()
    return connected
  }

  private constructor(settings: PostgresSettings) {
    const { schema, clock, random } = settings
    this.#settings = settings
    this.#database = new Database(settings)
    this.statements = new Statements(this.#database, schema)
    this.publisher = new Publisher(this.statements, settings)
    this.#session = new Session({
      database: this.#database,
      schema,
      clock,
      random,
      hear: (payload) => this.#hear(payload),
      lost: (error) => this.#report(unavailable(error, 'listening')),
      restored: () => void this.#restored(),
    })
    this.#settler = new Settler({
      statements: this.statements,
      clock,
      released: (queues) => this.#wake(queues),
    })
    this.#presence = new Presence(this.#session, this.statements)
    this.#cleaner = new Cleaner(this.statements, settings)
  }

  async subscribe(topic: string, handler: BrokerHandler, settings: SubscribeSettings): Promise<Subscription> {
    const { queue } = settings
    const { clock, random } = this.#settings
    const common = { topic, handler, settings, statements: this.statements, clock, random }
    const failed = (error: unknown) => this.#failed(error)
    if (queue === undefined) {
      const start = await this.statements.lastSeq()
      const closed = () => this.#singles.delete(single)
      const single: SingleConsumer = new SingleConsumer({
        ...common,
        start,
        closed,
        failed,
        onError: (error) => this.#report(error),
      })
      this.#singles.add(single)
      return single.consumer
    }
    const id = await this.statements.joinQueue(topic, queue, settings.ordered)
    const closed = () => this.#queues.delete(member)
    const member: QueueConsumer = new QueueConsumer({
      ...common,
      id,
      session: this.#session,
      settler: this.#settler,
      closed,
      failed,
    })
    this.#queues.add(member)
    member.wake()
    return member.consumer
  }

  async close(): Promise<void> {
    this.#closing = true
    this.#settler.close()
    const members = [...this.#queues, ...this.#singles]
    await Promise.all(members.map(({ consumer }) => consumer.unsubscribe()))
    for (const timer of this.#timers) timer.cancel()
    await this.#cleaner.close()
    await this.publisher.idle()
    // Together: the database ends by force what does not end by itself.
    await Promise.all([this.#session.close(), this.#database.close()])
  }

  #tick(): void {
    const { clock, pollInterval, presenceInterval, cleanInterval } = this.#settings
    this.#timers.push(
      clock.every(pollInterval, () => this.#wake()),
      clock.every(presenceInterval, () => {
        const ids = [...new Set([...this.#queues].map(({ id }) => id))]
        this.#presence.look(ids).then(
          (freed) => this.#wake(freed),
          (error) => this.#failed(error),
        )
      }),
      clock.every(cleanInterval, () => {
        this.#cleaner.run().catch((error) => this.#failed(error))
      }),
    )
  }

  /** @param queues @default all */
  #wake(queues?: ReadonlySet<number>): void {
    for (const member of this.#queues) if (queues === undefined || queues.has(member.id)) member.wake()
    if (queues === undefined) for (const single of this.#singles) single.wake()
  }

  /** `<topic> <number>,<number>`: these have been published; without numbers: look yourself. */
  #hear(payload: string): void {
    const space = payload.indexOf(' ')
    const topic = payload.slice(0, space)
    const seqs = payload.slice(space + 1)
    for (const member of this.#queues) if (member.consumer.topic === topic) member.wake()
    if (seqs === '') return
    for (const single of this.#singles) if (single.consumer.topic === topic) single.hear(seqs.split(','))
  }

  /** The session stands again, under a new number: keep what nobody else has taken meanwhile, then look for what came. */
  async #restored(): Promise<void> {
    const { clock } = this.#settings
    const { member } = this.#session
    // Connections of the pool may only now turn out to be broken.
    while (member !== undefined && this.#session.member === member && !this.#closing) {
      try {
        await this.#keep(member)
        await Promise.all([...this.#singles].map((single) => single.catchUp()))
        break
      } catch (error) {
        this.#failed(error)
        await sleep(clock, pause)
      }
    }
    this.#wake()
  }

  async #keep(member: number): Promise<void> {
    const held = [...this.#queues].flatMap((queue) => [...queue.held]).filter((lease) => lease.member !== member)
    if (held.length === 0) return
    const kept = await this.statements.rejoin(held, member)
    for (const [place, lease] of held.entries()) {
      if (kept.has(place)) lease.member = member
      else lease.handling.lose(errors.unavailable('micro.broker', 'the lease was lost', { stack: false }))
    }
  }

  /** Something that is tried again anyway. While the session is down that has been said already. */
  #failed(error: unknown): void {
    if (this.#session.member !== undefined) this.#report(unavailable(error, 'working'))
  }

  #report(error: MicroError): void {
    if (!this.#closing) this.#settings.onError(error)
  }
}
