/** Commits a change with its event, and stops in the middle of publishing it: to be killed there. */

import { postgres } from '@micro/broker-postgres'
import type { Broker } from '@micro/core'
import { createLogger, openDatabase, outbox, Relay } from '../src/index.ts'
import { ThingChanged } from './fixture-event.ts'
import { PrismaClient } from './gen/prisma/client.ts'

const { DATABASE_URL: url = '', BROKER_URL: brokerUrl = '', WHEN: when } = process.env
const log = createLogger({ name: 'child', level: 'silent' })
const database = openDatabase({ url, name: 'child', log, client: (options) => new PrismaClient(options) })
const real = postgres({ url: brokerUrl })

function reached(): Promise<never> {
  process.stdout.write('now\n')
  return new Promise(() => {})
}

const broker: Broker = {
  name: real.name,
  capabilities: real.capabilities,
  connect: () => real.connect(),
  disconnect: () => real.disconnect(),
  subscribe: (...args) => real.subscribe(...args),
  async publish(...args) {
    if (when === 'before publishing') await reached()
    await real.publish(...args)
    await reached()
  },
}

await broker.connect()
await new Relay({ url, name: 'child', broker, log, publishTimeout: 3_600_000 }).start()
await database.transaction(async (tx) => {
  await tx.thing.create({ data: { id: 'source', name: 'source' } })
  await outbox.add(tx, ThingChanged, { id: 'effect', n: 1 })
})
