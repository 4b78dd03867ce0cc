import { type Broker, backoff, type Clock, sleep, systemClock } from '@micro/core'
import type { Client } from 'pg'
import { connect } from '../database/connect.ts'
import type { Logger } from '../log/logger.ts'
import { markSent, readWaiting, type Waiting } from './batch.ts'
import { HeldEvents } from './held.ts'
import { Publisher } from './publisher.ts'
import { type Retention, trim } from './retention.ts'
import { Wakeup } from './wakeup.ts'

export interface RelayOptions {
  /** Of the database with the outbox. */
  readonly url: string
  /** The service; seen in `pg_stat_activity`. */
  readonly name: string
  /** Connected by its owner, before `start`. */
  readonly broker: Broker
  readonly log: Logger
  /** @default systemClock */
  readonly clock?: Clock
  /** Events read at once. @default 100 */
  readonly batch?: number
  /** Events published at once, of different keys. @default 16 */
  readonly concurrency?: number
  /** Milliseconds the broker may take for one event. @default 5000 */
  readonly publishTimeout?: number
  /**
   * Milliseconds between looks at the outbox without a notification, and at whether the instance that relays is still
   * there. @default 1000
   */
  readonly pollInterval?: number
  readonly retention?: Retention
}

/** Of the advisory lock whose holder relays. One per database, and each service has its own database. */
const lock = 7_352_002
/** Milliseconds that `stop` spends on what is already committed. */
const grace = 1_000
const trimInterval = 3_600_000
const retry = { min: 100, max: 5_000 }

/**
 * Publishes what the outbox holds, at least once and in order for each key, and marks it sent. It hears of commits by
 * notification. While the broker is down it says so once and goes on trying.
 *
 * Each instance of a service runs one and one of them works, so that no two overtake each other: the lock that makes it
 * so is the connection's, and goes to another instance when this one dies.
 *
 * Where it can deliver twice: when it dies between publishing and marking, and when the broker took an event but could
 * not say so in time. The id tells (see `inbox`).
 */
export class Relay {
  readonly #options: RelayOptions
  readonly #clock: Clock
  readonly #wakeup: Wakeup
  readonly #held: HeldEvents
  readonly #publisher: Publisher
  readonly #stop = new AbortController()
  /** Ends what is under way, `grace` after `stop`. */
  readonly #cut = new AbortController()
  #running: Promise<void> | undefined
  #down = false
  #failures = 0
  #trimmed = Number.NEGATIVE_INFINITY

  constructor(options: RelayOptions) {
    const { clock = systemClock, broker, concurrency = 16, publishTimeout = 5_000 } = options
    this.#options = options
    this.#clock = clock
    this.#wakeup = new Wakeup(clock)
    this.#held = new HeldEvents(clock)
    this.#publisher = new Publisher({ broker, clock, concurrency, timeout: publishTimeout, cut: this.#cut.signal })
  }

  /** Resolves when it listens. Without an error from then on: it heals itself. @throws StartError */
  async start(): Promise<void> {
    const client = await this.#connect(30_000)
    this.#running = this.#run(client)
  }

  /** Sends what is committed by now, for a second at most, and gives the work to another instance. */
  async stop(): Promise<void> {
    if (this.#stop.signal.aborted) return await this.#running
    this.#stop.abort()
    this.#wakeup.now()
    const timer = this.#clock.after(grace, () => this.#cut.abort())
    await this.#running
    timer.cancel()
  }

  async #run(first: Client): Promise<void> {
    let client: Client | undefined = first
    for (let failures = 0; ; failures++) {
      try {
        client ??= await this.#connect(0)
        if (failures > 0) this.#options.log.info({}, 'the relay has its connection to PostgreSQL again')
        failures = 0
        await this.#serve(client)
        return
      } catch (err) {
        if (this.#stop.signal.aborted) return
        if (failures === 0)
          this.#options.log.warn({ err }, 'the relay lost its connection to PostgreSQL; it tries again')
        await this.#sleep(failures)
        if (this.#stop.signal.aborted) return
      } finally {
        await client?.end().catch(() => {})
        client = undefined
      }
    }
  }

  async #connect(patience: number): Promise<Client> {
    const { url, name, log } = this.#options
    const client = await connect({
      url,
      log,
      patience,
      application_name: `${name} relay`,
      statement_timeout: 10_000,
      query_timeout: 15_000,
      keepAlive: true,
    })
    client.on('notification', () => this.#wakeup.now())
    client.on('end', () => this.#wakeup.now())
    await client.query('LISTEN outbox')
    return client
  }

  /** Until `stop`. @throws what the connection failed with */
  async #serve(client: Client): Promise<void> {
    const { pollInterval = 1_000 } = this.#options
    let working = false
    while (!this.#cut.signal.aborted) {
      // What comes in from here on is looked at in the next round, of which there is one more after `stop`.
      this.#wakeup.reset()
      const last = this.#stop.signal.aborted
      working ||= await this.#take(client)
      const outcome = working ? await this.#pass(client) : 'done'
      if (outcome === 'more') continue
      if (last) return
      if (outcome === 'down') await this.#sleep(this.#failures++)
      else await this.#wakeup.wait(pollInterval)
    }
  }

  /** After a failure: later each time, and whatever is committed meanwhile. */
  #sleep(failures: number): Promise<void> {
    return sleep(this.#clock, backoff(failures, retry.min, retry.max, Math.random), this.#stop.signal)
  }

  async #take(client: Client): Promise<boolean> {
    const { rows } = await client.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1) AS taken', [lock])
    return rows[0]!.taken
  }

  /** One batch. `more` where another may follow at once, `down` when the broker does not answer. */
  async #pass(client: Client): Promise<'done' | 'more' | 'down'> {
    const { batch = 100 } = this.#options
    await this.#trim(client)
    const events = await readWaiting(client, batch, this.#held)
    const { sent, refused, failure } = await this.#publisher.publish(events)
    await markSent(client, sent)
    this.#held.release(sent)
    for (const { event, error } of refused) this.#hold(event, error)
    this.#note(failure, sent.length)
    if (failure !== undefined) return 'down'
    return events.length === batch || refused.length > 0 ? 'more' : 'done'
  }

  #hold(event: Waiting, err: unknown): void {
    const { id, key } = event.message
    const first = this.#held.hold(event)
    if (!first) return
    const fields = { err, event: id, topic: event.topic, key }
    this.#options.log.error(fields, 'the broker refuses an event; it waits, and those of its key behind it')
  }

  /** Says when the broker goes and when it is back, once each. */
  #note(failure: unknown, sent: number): void {
    const { log, broker } = this.#options
    if (failure !== undefined && !this.#down) {
      this.#down = true
      log.warn({ err: failure, broker: broker.name }, 'the broker takes no events; they wait in the outbox')
    } else if (failure === undefined && sent > 0) {
      if (this.#down) log.info({ broker: broker.name }, 'the broker takes events again')
      this.#down = false
      this.#failures = 0
    }
  }

  async #trim(client: Client): Promise<void> {
    const now = this.#clock.now()
    if (now - this.#trimmed < trimInterval) return
    this.#trimmed = now
    await trim(client, this.#options.retention ?? {})
  }
}
