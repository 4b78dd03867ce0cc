import type { EventType } from '@micro/core'
import type { Sql, Transactions } from '../database/sql.ts'
import type { Effect } from './inbox.ts'
import { outbox } from './outbox.ts'

/** Somebody consumes `topic` for the first time and wants to know what has been told so far. */
export interface CatchUp {
  topic: string
}

/**
 * A queue holds what is published from its beginning on. Who consumes a topic for the first time therefore asks for what
 * came before, and each service tells again what its outbox still has of it; the others skip what they know.
 *
 * Nothing falls between, as long as each service listens to this before its relay publishes, and asks after it has
 * subscribed: an event that found no queue was published before the question, by one who hears the question.
 */
export const CatchUp: EventType<CatchUp> = {
  name: 'renting.platform.CatchUp',
  topic: 'renting.platform.catch-up',
  fields: [{ name: 'topic', type: 'string', repeated: false }],
  encode: ({ topic }, writer) => void writer.uint32(10).string(topic),
  decode(reader) {
    const message: CatchUp = { topic: '' }
    while (reader.pos < reader.len) {
      if (reader.uint32() === 10) message.topic = reader.string()
    }
    return message
  },
  toJSON: (message) => message,
  fromJSON: (json) => ({ topic: String((json as Partial<CatchUp> | null)?.topic ?? '') }),
}

/** Tells again what somebody asks for. */
export const tellAgain: Effect<CatchUp, Sql> = async ({ topic }, tx) => {
  await outbox.replay(tx, { topic })
}

export interface Consumed {
  readonly queue: string
  readonly topic: string
}

/** Asks for what was told of `consumed` before its queues began: once for each, after they have begun. */
export async function catchUp(database: Transactions<Sql>, consumed: readonly Consumed[]): Promise<void> {
  for (const { queue, topic } of consumed) {
    await database.transaction(async (tx) => {
      const fresh = await tx.$executeRawUnsafe(
        'INSERT INTO subscription (queue, topic) VALUES ($1, $2) ON CONFLICT DO NOTHING',
        queue,
        topic,
      )
      if (fresh > 0) await outbox.add(tx, CatchUp, { topic })
    })
  }
}
