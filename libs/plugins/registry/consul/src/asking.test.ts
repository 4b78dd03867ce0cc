import type { Registry } from '@micro/core'
import { noLeaks, record, rejection, sayings } from '@micro/testing'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type Asked, entry, FakeAgent, type Reply } from '../test/fake-agent.ts'
import { type ConsulOptions, consul } from './index.ts'

type Replies = Parameters<typeof FakeAgent.start>[0]

async function agent(reply: Replies): Promise<FakeAgent> {
  const started = await FakeAgent.start(reply)
  onTestFinished(() => started[Symbol.asyncDispose]())
  return started
}

function client(address: string | readonly string[], options: ConsulOptions = {}): Registry {
  const registry = consul({ address, timeout: 300, ...options })
  onTestFinished(() => registry.close())
  return registry
}

const one = (): Reply => ({ index: 7, body: [entry('a', 'a-1')] })
const nobody = '127.0.0.1:1'

describe('consul is asked', () => {
  noLeaks()

  test('with a token, in a datacenter, for stale lists unless told otherwise', async () => {
    const fake = await agent(one)
    expect(await client(fake.address, { token: 'secret', datacenter: 'dc2' }).getService('a')).toEqual([
      { ...record('a', []), nodes: [{ id: 'a-1', address: '10.0.0.2:80', metadata: {} }] },
    ])
    await client(fake.address, { stale: false }).getService('a')
    expect(fake.asked.map(({ path, query, token }) => [path, query.toString(), token])).toEqual([
      ['/v1/health/service/a', 'stale=&dc=dc2', 'secret'],
      ['/v1/health/service/a', '', undefined],
    ])
  })

  test('at the next address when one does not answer, and from then on there', async () => {
    const silent = await agent(() => undefined)
    const troubled = await agent(() => ({ status: 500, body: 'No cluster leader' }))
    const fake = await agent(one)
    const said = sayings()
    const registry = client([nobody, silent.address, troubled.address, fake.address], { log: said.log })
    for (let i = 0; i < 3; i++) expect(await registry.getService('a')).toHaveLength(1)
    expect([silent.asked.length, troubled.asked.length, fake.asked.length]).toEqual([1, 1, 3])
    expect(said.words).toEqual([])
  })

  test('once more when it closed a connection that was kept', async () => {
    let dropped = false
    const fake = await agent((_, count, response) => {
      if (count !== 2) return one()
      dropped = true
      response.socket?.resetAndDestroy()
      return undefined
    })
    const registry = client(fake.address)
    expect(await registry.getService('a')).toHaveLength(1)
    expect(await registry.getService('a')).toHaveLength(1)
    expect(dropped).toBe(true)
  })
})

describe('what goes wrong', () => {
  noLeaks()

  test.each([
    [400, { code: 400 }, 'Invalid service address'],
    [403, { code: 403, reason: 'ACL_DENIED' }, 'Permission denied'],
    [429, { code: 503, reason: 'REGISTRY_BUSY' }, 'Your IP is issuing too many concurrent connections'],
    [500, { code: 503, reason: 'REGISTRY_ERROR' }, 'No cluster leader'],
  ])('is an error with consul’s words: %d', async (status, fields, body) => {
    const fake = await agent(() => ({ status, body: `${body}${' and so on'.repeat(1000)}` }))
    const error = await rejection(client(fake.address).getService('a'))
    expect(error).toMatchObject({ name: 'MicroError', detail: expect.stringContaining(body), ...fields })
    expect((error as Error).message.length).toBeLessThan(600)
    if (status === 403) expect(error).toMatchObject({ detail: expect.stringContaining('CONSUL_HTTP_TOKEN') })
  })

  test.each([
    ['a page', '<html>'],
    ['an object', {}],
    ['a list of something', [1]],
    ['entries without a service', [{ Node: {} }]],
  ])('is an error when it is not consul that answers, but %s', async (_, body) => {
    const fake = await agent(() => ({ body }))
    expect(await rejection(client(fake.address).getService('a'))).toMatchObject({
      code: 503,
      detail: expect.stringContaining('something else'),
    })
  })

  test('is an error when an answer is larger than it may be, and no more of it is kept', async () => {
    const fake = await agent((_asked, _count, response) => {
      response.writeHead(200)
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536, ' ')));
      }
      response.on('drain', more)
      more()
      return undefined
    })
    const registry = client(fake.address, { maxResponse: 1_000_000, timeout: 10_000 })
    expect(await rejection(registry.getService('a'))).toMatchObject({ code: 413, reason: 'RESPONSE_TOO_LARGE' })
  })

  test('is an error in time: no agent, a silent one, a caller who gives up, a registry that is closed', async () => {
    const silent = await agent(() => undefined)
    expect(await rejection(client(nobody).getService('a'))).toMatchObject({
      code: 503,
      reason: 'REGISTRY_UNREACHABLE',
      detail: expect.stringContaining(nobody),
    })
    expect(await rejection(client(silent.address, { timeout: 50 }).listServices())).toMatchObject({ code: 408 })
    const abort = new AbortController()
    const registry = client(silent.address, { timeout: 60_000 })
    const given = rejection(registry.getService('a', { signal: abort.signal }))
    const closed = rejection(registry.register(record('a', ['a-1'])))
    abort.abort(new Error('enough'))
    expect(await given).toMatchObject({ code: 499, cause: { message: 'enough' } })
    await registry.close()
    expect(await closed).toMatchObject({ code: 503, reason: 'CLOSED' })
  })

  test('is said once when consul is lost, and once when it is back', async () => {
    let up = false
    const fake = await agent(() => (up ? one() : { status: 500, body: 'No cluster leader' }))
    const said = sayings()
    const registry = client(fake.address, { log: said.log })
    for (let round = 1; round <= 2; round++) {
      up = false
      for (let i = 0; i < 3; i++) await rejection(registry.getService('a'))
      up = true
      for (let i = 0; i < 3; i++) await registry.getService('a')
      expect(said.words).toHaveLength(round * 2)
    }
    expect(said.words.slice(0, 2)).toEqual(['consul is away: trying until it is back', 'consul is back'])
  })
})

describe('a list that is older than what was seen', () => {
  noLeaks()

  test('is asked of the leader', async () => {
    const isStale = ({ query }: Asked) => query.has('stale')
    const fake = await agent((asked) => {
      if (asked.query.has('index')) return undefined
      if (isStale(asked)) return { index: 5, body: [] }
      return { index: 9, body: [entry('a', 'a-1')] }
    })
    const registry = client(fake.address)
    expect(await registry.getService('a')).toEqual([])
    const watcher = await registry.watch({ service: 'a' })
    expect(await registry.getService('a')).toHaveLength(1)
    watcher.stop()
  })
})
