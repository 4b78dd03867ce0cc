import { type Broker, type BrokerMessage, errors, memoryBroker, Reader } from '@micro/core'
import type { Pool } from 'pg'
import { Relay, type RelayOptions } from '../src/events/relay.ts'
import { type Thing, ThingChanged } from './fixture.ts'
import { memoryLog } from './log.ts'

/** A broker that remembers what it was given, and fails as it is told. */
export class RecordingBroker implements Broker {
  readonly name = 'recording'
  readonly capabilities = memoryBroker().capabilities
  readonly taken: { readonly topic: string; readonly message: BrokerMessage }[] = []
  attempts = 0
  /** Called before each message is taken: a throw refuses it. */
  before: (message: BrokerMessage, signal: AbortSignal | undefined) => Promise<void> | void = () => {}

  async connect(): Promise<void> {}
  async disconnect(): Promise<void> {}

  async publish(topic: string, message: BrokerMessage, options?: { readonly signal?: AbortSignal }): Promise<void> {
    this.attempts++
    await this.before(message, options?.signal)
    this.taken.push({ topic, message })
  }

  async subscribe(): Promise<never> {
    throw errors.notImplemented('test', 'nobody hears it')
  }

  get ids(): string[] {
    return this.taken.map(({ message }) => message.id)
  }
}

export function thingOf(message: BrokerMessage): Thing {
  return ThingChanged.decode(Reader.create(Buffer.from(message.body)))
}

export function makeRelay(url: string, broker: Broker, options: Partial<RelayOptions> = {}) {
  const { log, lines } = memoryLog()
  return { relay: new Relay({ url, name: 'test', broker, log, ...options }), lines }
}

export async function waitingIn(pool: Pool): Promise<number> {
  const { rows } = await pool.query('SELECT count(*)::int AS count FROM outbox WHERE sent_at IS NULL')
  return rows[0].count as number
}
