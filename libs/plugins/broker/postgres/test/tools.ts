import { randomUUID } from 'node:crypto'
import type { BrokerMessage } from '@micro/core'
import { Client } from 'pg'
import { afterEach } from 'vitest'
import { type PostgresBroker, type PostgresBrokerOptions, postgres } from '../src/index.ts'

const open = new Set<PostgresBroker>()

/** A connected broker that looks often, disconnected after the test. */
export async function connected(options: PostgresBrokerOptions): Promise<PostgresBroker> {
  const broker = postgres({ pollInterval: 100, presenceInterval: 100, onError: () => {}, ...options })
  open.add(broker)
  await broker.connect()
  return broker
}

/** Call in a file that uses `connected`. */
export function disconnectAfterEach(): void {
  afterEach(async () => {
    const brokers = [...open]
    open.clear()
    await Promise.all(brokers.map((broker) => broker.disconnect()))
  })
}

export function message(id: string = randomUUID(), rest: Partial<BrokerMessage> = {}): BrokerMessage {
  return { id, header: {}, body: new Uint8Array(), ...rest }
}

/** One statement, on a connection of its own. */
export async function sql<Row extends object>(url: string, text: string, values: unknown[] = []): Promise<Row[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Row>(text, values)).rows
  } finally {
    await client.end()
  }
}
