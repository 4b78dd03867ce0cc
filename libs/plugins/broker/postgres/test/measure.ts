/**
 * `node test/measure.ts`: how long from `publish` to the handler, and how many messages a second, on this machine with a
 * PostgreSQL that waits for its disk. Publisher and subscriber are two brokers of one process.
 */
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { createDatabase, startPostgres } from '@micro/postgres-server'
import { postgres } from '../src/index.ts'

const dir = await mkdtemp(join(tmpdir(), 'broker-measure-'))
const server = await startPostgres({ dir })
const { url } = await createDatabase(server.url)
const [publisher, subscriber] = [postgres({ url }), postgres({ url })]
await Promise.all([publisher.connect(), subscriber.connect()])
const body = new Uint8Array(200)

await latency(600, 10)
await throughput('no keys', 20_000, 0)
await throughput('1000 keys, ordered', 20_000, 1000)

await Promise.all([publisher.disconnect(), subscriber.disconnect()])
await server.stop()
await rm(dir, { recursive: true })

/** One message every `pause` milliseconds. The first hundred warm up. */
async function latency(count: number, pause: number): Promise<void> {
  const begun = new Map<string, number>()
  const times: number[] = []
  const all = Promise.withResolvers<void>()
  const handler = async ({ message }: { message: { id: string } }) => {
    times.push(performance.now() - begun.get(message.id)!)
    if (times.length === count) all.resolve()
  }
  await subscriber.subscribe('latency', handler, { queue: 'group' })
  for (let i = 0; i < count; i++) {
    const id = randomUUID()
    begun.set(id, performance.now())
    await publisher.publish('latency', { id, header: {}, body })
    await delay(pause)
  }
  await all.promise
  const sorted = times.slice(100).sort((a, b) => a - b)
  const at = (part: number) => sorted[Math.floor(sorted.length * part)]!.toFixed(1)
  console.log(`publish to handler: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`)
}

/** 200 publishers at once, one subscriber with room for 200. */
async function throughput(name: string, count: number, keys: number): Promise<void> {
  const topic = `throughput.${keys}`
  let handled = 0
  const all = Promise.withResolvers<void>()
  const handler = async () => {
    if (++handled === count) all.resolve()
  }
  await subscriber.subscribe(topic, handler, { queue: 'group', concurrency: 200, ordered: keys > 0 })
  const begin = performance.now()
  let next = 0
  const publish = async () => {
    while (next < count) {
      const i = next++
      const key = keys === 0 ? {} : { key: `k${i % keys}` }
      await publisher.publish(topic, { id: String(i), header: {}, body, ...key })
    }
  }
  await Promise.all(Array.from({ length: 200 }, publish))
  const published = performance.now()
  await all.promise
  const rate = (end: number) => Math.round((count / (end - begin)) * 1000)
  console.log(`${name}: ${rate(published)}/s published, ${rate(performance.now())}/s handled`)
}
