import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { noLeaks } from '@micro/testing'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { RestartableServer } from '../test/server.ts'
import { connected, disconnectAfterEach, message } from '../test/tools.ts'

describe('crashes', () => {
  noLeaks()
  disconnectAfterEach()
  let server: RestartableServer
  let url: string
  const children = new Set<ChildProcess>()
  beforeAll(async () => {
    server = await RestartableServer.start()
    url = await server.database()
  })
  afterEach(async () => {
    for (const child of children) await kill(child)
  })
  afterAll(() => server.close())

  /** A subscriber in a process of its own that never gives up what it takes. */
  async function subscriber(topic: string) {
    const program = fileURLToPath(new URL('../test/subscriber.ts', import.meta.url))
    const child = spawn(process.execPath, [program, url, topic], { stdio: ['ignore', 'pipe', 'inherit'] })
    children.add(child)
    const lines: string[] = []
    createInterface(child.stdout).on('line', (line) => lines.push(line))
    await expect.poll(() => lines, { timeout: 20_000 }).toContain('ready')
    return { lines, kill: () => kill(child) }
  }

  async function kill(child: ChildProcess): Promise<void> {
    children.delete(child)
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }

  test('what a killed process held goes to another, long before its time is over', async () => {
    const child = await subscriber('killed')
    const broker = await connected({ url })
    for (const id of ['1', '2', '3']) await broker.publish('killed', message(id, { key: id === '3' ? '1' : id }))
    await expect.poll(() => child.lines, { timeout: 20_000 }).toEqual(['ready', 'holds 1', 'holds 2'])
    const seen: string[] = []
    const note = async (delivery: { message: { id: string }; attempt: number }) =>
      void seen.push(`${delivery.message.id}:${delivery.attempt}`)
    await broker.subscribe('killed', note, { queue: 'group', ordered: true })
    await child.kill()
    await expect.poll(() => seen, { timeout: 20_000 }).toHaveLength(3)
    expect(seen.toSorted()).toEqual(['1:2', '2:2', '3:1'])
    expect(seen.indexOf('1:2')).toBeLessThan(seen.indexOf('3:1'))
  })

  test('a message that nobody can tell of any more is dead when it was the last attempt', async () => {
    const child = await subscriber('last')
    const broker = await connected({ url })
    await broker.publish('last', message('poison'))
    await expect.poll(() => child.lines, { timeout: 20_000 }).toContain('holds poison')
    const seen: string[] = []
    await broker.subscribe('last', async (delivery) => void seen.push(delivery.message.id), {
      queue: 'group',
      ordered: true,
      retry: { attempts: 1 },
    })
    await child.kill()
    await expect
      .poll(() => broker.deadLetters.list('group'), { timeout: 20_000 })
      .toMatchObject([{ attempts: 1, error: 'delivered 1 times, and the last time nobody said how it went' }])
    expect(seen).toEqual([])
  })

  test('PostgreSQL killed under load loses nothing that was published', async () => {
    const [publisher, subscriber] = [await connected({ url }), await connected({ url })]
    const seen = new Set<string>()
    const options = { queue: 'group', ordered: true, retry: { minDelay: 10 } }
    await subscriber.subscribe('load', async (delivery) => void seen.add(delivery.message.id), options)
    const published: string[] = []
    const refused: unknown[] = []
    let stop = false
    const load = (async () => {
      for (let i = 0; !stop; i++) {
        const id = `${i}`
        await publisher.publish('load', message(id, { key: `${i % 10}` })).then(
          () => published.push(id),
          (error: unknown) => refused.push(error),
        )
      }
    })()
    await expect.poll(() => published.length, { timeout: 20_000 }).toBeGreaterThan(50)
    await server.kill()
    await expect.poll(() => refused.length, { timeout: 20_000 }).toBeGreaterThan(0)
    await server.start()
    const before = published.length
    await expect.poll(() => published.length, { timeout: 20_000 }).toBeGreaterThan(before + 50)
    stop = true
    await load
    expect(refused).toEqual(refused.map(() => expect.objectContaining({ name: 'MicroError', code: 503 })))
    await expect.poll(() => published.filter((id) => !seen.has(id)), { timeout: 20_000 }).toEqual([])
  })

  test('what was handled while PostgreSQL was away counts when it is back', async () => {
    const broker = await connected({ url })
    const gate = Promise.withResolvers<void>()
    const seen: string[] = []
    const handler = async (delivery: { message: { id: string }; attempt: number }) => {
      seen.push(`${delivery.message.id}:${delivery.attempt}`)
      if (delivery.message.id === 'slow') await gate.promise
    }
    await broker.subscribe('away', handler, { queue: 'group', ordered: true })
    await broker.publish('away', message('slow', { key: 'key' }))
    await expect.poll(() => seen).toEqual(['slow:1'])
    await server.stop()
    gate.resolve()
    await server.start()
    const publish = () =>
      broker.publish('away', message('next', { key: 'key' })).then(
        () => true,
        () => false,
      )
    await expect.poll(publish, { timeout: 20_000 }).toBe(true)
    // Its turn comes when the one before it is settled.
    await expect.poll(() => seen, { timeout: 20_000 }).toEqual(['slow:1', 'next:1'])
  })

  test('connect says that nobody is there', async () => {
    await server.stop()
    const refused = { name: 'MicroError', code: 503, detail: 'PostgreSQL: connecting failed (ECONNREFUSED)' }
    await expect(connected({ url })).rejects.toMatchObject(refused)
    await server.start()
    const broker = await connected({ url })
    await expect(broker.publish('topic', message())).resolves.toBeUndefined()
  })
})
