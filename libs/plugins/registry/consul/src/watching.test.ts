import type { Registry } from '@micro/core'
import { Changes, noLeaks, rejection, sayings, until, VirtualClock } from '@micro/testing'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type Asked, entry, FakeAgent } from '../test/fake-agent.ts'
import { type ConsulOptions, consul } from './index.ts'
import { Pace } from './pace.ts'
import { nextIndex } from './poll.ts'

type Replies = Parameters<typeof FakeAgent.start>[0]

async function agent(reply: Replies): Promise<FakeAgent> {
  const started = await FakeAgent.start(reply)
  onTestFinished(() => started[Symbol.asyncDispose]())
  return started
}

function client(address: string, options: ConsulOptions = {}): Registry {
  const registry = consul({ address, timeout: 1000, minBackoff: 20, maxBackoff: 100, ...options })
  onTestFinished(() => registry.close())
  return registry
}

const watch = (registry: Registry) => Changes.of(registry, { service: 'a' })

const indexes = (asked: readonly Asked[]) => asked.map(({ query }) => query.get('index'))

describe('the index to wait from', () => {
  test.each([
    ['is the one that was answered', 5, 9, 9],
    ['stays while nothing happens', 9, 9, 9],
    ['begins anew when it goes back', 9, 5, 0],
    ['begins anew when it goes back to nothing', 9, 0, 0],
    ['is never 0 after a first answer', 0, 0, 1],
    ['is 1 where there is none', 1, undefined, 1],
    ['stays 1 where 0 is answered', 1, 0, 1],
  ])('%s', (_, before, answered, next) => {
    expect(nextIndex(before, answered)).toBe(next)
  })
})

describe('a watch', () => {
  noLeaks()

  test('reads all anew when the index goes back, and tells the difference', async () => {
    const states = [
      { index: 9, body: [entry('a', 'a-1'), entry('a', 'a-2')] },
      // Consul was restored from a backup: of another history, in which the same index means something else.
      { index: 3, body: [entry('a', 'a-1')] },
      { index: 3, body: [entry('a', 'a-1', { Port: 81 }), entry('a', 'a-3')] },
    ]
    const fake = await agent((_, count) => states[count - 1])
    const watched = await watch(client(fake.address))
    await until(() => watched.words.length >= 3)
    expect(watched.words).toEqual(['delete a-2', 'update a-1', 'create a-3'])
    await until(() => fake.asked.length >= 4)
    expect(indexes(fake.asked)).toEqual([null, '9', null, '3'])
  })

  test('never waits from 0, and asks ever more slowly when consul does not wait', async () => {
    const fake = await agent(() => ({ index: 0, body: [] }))
    const watched = await watch(client(fake.address))
    const begin = performance.now()
    await until(() => fake.asked.length >= 110)
    // A hundred at once, the rest at some ten a second.
    expect(performance.now() - begin).toBeGreaterThan(400)
    expect(new Set(indexes(fake.asked).slice(1))).toEqual(new Set(['1']))
    watched.stop()
    await watched.ended()
  })

  test('waits for a jittered time', async () => {
    const fake = await agent((_, count) => ({ index: count, body: [] }))
    const watched = await watch(client(fake.address, { wait: 60_000 }))
    await until(() => fake.asked.length >= 20)
    watched.stop()
    const waits = fake.asked.slice(1, 20).map(({ query }) => Number.parseInt(query.get('wait')!, 10))
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(45_000)
    expect(Math.max(...waits)).toBeLessThanOrEqual(60_000)
    expect(new Set(waits).size).toBeGreaterThan(10)
  })

  test('goes on while consul says that it can’t, without asking all the time, and says so once', async () => {
    let trouble = false
    const fake = await agent(({ query }, count) => {
      if (!query.has('index')) return { index: 5, body: [entry('a', 'a-1')] }
      if (count < 8) return { status: 500, body: 'No cluster leader' }
      if (trouble) return undefined
      trouble = true
      return { index: 6, body: [entry('a', 'a-1'), entry('a', 'a-2')] }
    })
    const said = sayings()
    const begin = performance.now()
    const watched = await watch(client(fake.address, { log: said.log }))
    await until(() => watched.words.length > 0)
    expect(watched.words).toEqual(['create a-2'])
    expect(said.words).toEqual(['consul is away: trying until it is back', 'consul is back'])
    // Six waits of 20 ms, doubled up to 100: half of each at least.
    expect(performance.now() - begin).toBeGreaterThan(180)
  })

  test('ends when consul goes on saying that it can’t', async () => {
    const fake = await agent(({ query }) => (query.has('index') ? { status: 500 } : { index: 5, body: [] }))
    const watched = await watch(client(fake.address, { patience: 100 }))
    await expect(watched.ended()).rejects.toMatchObject({ code: 503, reason: 'REGISTRY_ERROR' })
  })

  test('ends at once when there is no consul any more, or it refuses', async () => {
    const gone = await FakeAgent.start(({ query }) => (query.has('index') ? undefined : { index: 5, body: [] }))
    const watched = await watch(client(gone.address))
    await until(() => gone.asked.length === 2)
    await gone[Symbol.asyncDispose]()
    await expect(watched.ended()).rejects.toMatchObject({ code: 503, reason: 'REGISTRY_UNREACHABLE' })
    const strict = await agent(({ query }) => (query.has('index') ? { status: 403 } : { index: 5, body: [] }))
    await expect((await watch(client(strict.address))).ended()).rejects.toMatchObject({ code: 403 })
  })

  test('of all follows each service, from its first to its last node, on two connections', async () => {
    const states = [
      { consul: [], a: ['v=1'] },
      { consul: [], a: ['v=1'], b: [] },
      { consul: [], b: [] },
    ]
    let at = 0
    const waiting = new Map<string, () => void>()
    const fake = await agent(({ path, query }, _, response) => {
      const name = path.slice(path.lastIndexOf('/') + 1)
      const body = () => {
        if (name === 'services') return states[at]
        return name === 'any' ? [] : [entry(name, `${name}-1`)]
      }
      if (query.get('index') !== String(at + 1)) return { index: at + 1, body: body() }
      waiting.set(name, () => response.setHeader('x-consul-index', at + 1).end(JSON.stringify(body())))
      return undefined
    })
    const watcher = await client(fake.address).watch()
    const words: string[] = []
    const reading = (async () => {
      for await (const { action, service } of watcher) words.push(`${action} ${service.name}`)
    })()
    for (const next of [1, 2]) {
      await until(() => waiting.size === 2)
      at = next
      const answers = [...waiting.values()]
      waiting.clear()
      for (const answer of answers) answer()
      await until(() => words.length === next)
    }
    expect(words).toEqual(['create b', 'delete a'])
    expect(fake.asked.some(({ path }) => path.endsWith('/consul'))).toBe(false)
    watcher.stop()
    await reading
  })

  test('of all reads what a check may have changed, and all of a machine', async () => {
    const check = (service: string, status: string, index: number) => {
      return { Node: 'n1', CheckID: `c-${service}`, ServiceName: service, Status: status, ModifyIndex: index }
    }
    const checks = [
      [check('', 'passing', 1), check('a', 'passing', 1), check('b', 'passing', 1)],
      [check('', 'passing', 1), check('a', 'critical', 2), check('b', 'passing', 1)],
      [check('', 'critical', 3), check('a', 'critical', 2), check('b', 'passing', 1)],
    ]
    let at = 0
    let next: () => void = () => {}
    const fake = await agent(({ path, query }, _, response) => {
      const name = path.slice(path.lastIndexOf('/') + 1)
      if (name === 'services') return query.has('index') ? undefined : { index: 1, body: { a: [], b: [] } }
      if (name !== 'any') {
        const down = at === 2 || (at === 1 && name === 'a')
        return { index: 1, body: [entry(name, `${name}-1`, { Checks: [{ Status: down ? 'critical' : 'passing' }] })] }
      }
      if (query.get('index') !== String(at + 1)) return { index: at + 1, body: checks[at] }
      next = () => response.setHeader('x-consul-index', at + 1).end(JSON.stringify(checks[at]))
      return undefined
    })
    const watcher = await client(fake.address).watch()
    const words: string[] = []
    const reading = (async () => {
      for await (const { action, service } of watcher) words.push(`${action} ${service.name}`)
    })()
    for (const count of [1, 2]) {
      await until(
        () =>
          fake.asked.filter(({ path, query }) => path.endsWith('any') && query.get('index') === String(count)).length >
          0,
      )
      at = count
      next()
      await until(() => words.length === count)
    }
    expect(words).toEqual(['delete a', 'delete b'])
    expect(fake.asked.filter(({ path }) => path.endsWith('/b'))).toHaveLength(2)
    watcher.stop()
    await reading
  })

  test('that can’t begin says why', async () => {
    expect(await rejection(client('127.0.0.1:1').watch())).toMatchObject({ reason: 'REGISTRY_UNREACHABLE' })
  })
})

describe('a pace', () => {
  test('lets a hundred pass at once, then ten a second', async () => {
    const clock = new VirtualClock()
    const pace = new Pace(clock)
    for (let i = 0; i < 100; i++) expect(pace.delay(() => 0.5)).toBe(0)
    expect(pace.delay(() => 0.5)).toBeCloseTo(100)
    await clock.advance(10_000)
    for (let i = 0; i < 99; i++) expect(pace.delay(() => 0.5)).toBe(0)
    expect(pace.delay(() => 0.5)).toBeCloseTo(100)
  })
})
