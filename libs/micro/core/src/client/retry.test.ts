import { faultyTransport, noLeaks, payload, rejection, seeded, TestNetwork, VirtualClock } from '@micro/testing'
import type { Payload } from '@micro/testing/protos'
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { CountingSelector } from '../../test/counting-selector.ts'
import { WorkContext } from '../context.ts'
import { errors, MicroError } from '../errors.ts'
import { memoryTransport } from '../transport/memory.ts'

const down = () => errors.unavailable('a', 'not now', { stack: false })

describe('retries', () => {
  noLeaks()
  let clock: VirtualClock
  let network: TestNetwork
  /** When the handler was called. */
  let attempts: number[]
  let answer: (request: Payload) => Payload

  beforeEach(() => {
    clock = new VirtualClock()
    network = new TestNetwork({ transport: memoryTransport(), listen: 'memory:0', clock })
    attempts = []
    answer = (request) => request
  })
  afterEach(() => network.close())

  async function serve(): Promise<CountingSelector> {
    const handle = (request: Payload) => {
      attempts.push(clock.now())
      return answer(request)
    }
    const { address } = await network.serve({ echo: handle, store: handle })
    return new CountingSelector([address])
  }

  /** Moves time by small steps until the call is over. */
  async function over<T>(call: Promise<T>): Promise<T | MicroError> {
    let result: { readonly value: T | MicroError } | undefined
    const settled = call.then(
      (value) => {
        result = { value }
      },
      (error: MicroError) => {
        result = { value: error }
      },
    )
    for (let i = 0; i < 20_000 && result === undefined; i++) await clock.advance(1)
    await settled
    return result!.value
  }

  test('only idempotent calls are repeated', async () => {
    const selector = await serve()
    const client = network.client({ selector, random: () => 0 })
    answer = () => {
      throw down()
    }
    expect(await over(client.store(payload(), { retries: 5 }))).toMatchObject({ code: 503 })
    expect(attempts).toHaveLength(1)
    expect(await over(client.echo(payload()))).toMatchObject({ code: 503 })
    expect(attempts).toHaveLength(3)
    expect(await over(client.echo(payload(), { retries: 4 }))).toMatchObject({ code: 503 })
    expect(attempts).toHaveLength(8)
    expect(await over(client.echo(payload(), { retries: 0 }))).toMatchObject({ code: 503 })
    expect(attempts).toHaveLength(9)
    expect([selector.open, selector.wrong]).toEqual([0, []])
  })

  test.each([400, 404, 409, 429, 501])('an answer of %d is an answer: not repeated', async (code) => {
    const selector = await serve()
    const client = network.client({ selector })
    answer = () => {
      throw new MicroError({ id: 'a', code, detail: 'no' })
    }
    expect(await over(client.echo(payload(), { retries: 3 }))).toMatchObject({ code })
    expect(attempts).toHaveLength(1)
  })

  test('they wait between nothing and a time that doubles up to a second', async () => {
    answer = () => {
      throw down()
    }
    for (const share of [0, 0.5, 0.999]) {
      const selector = await serve()
      attempts = []
      const client = network.client({ selector, random: () => share })
      await over(client.echo(payload(), { retries: 8, timeout: 60_000 }))
      const waits = attempts.slice(1).map((at, i) => at - attempts[i]!)
      const expected = [20, 40, 80, 160, 320, 640, 1000, 1000].map((most) => most * share)
      expect(waits).toHaveLength(expected.length)
      for (const [i, wait] of waits.entries()) {
        expect(wait).toBeGreaterThanOrEqual(expected[i]! - 1e-6)
        // A message takes a turn of the loop each way, in which the test moves time on.
        expect(wait - expected[i]!).toBeLessThanOrEqual(3)
      }
    }
  })

  test('they end with the budget, and go on as far as successes fill it', async () => {
    const selector = await serve()
    const client = network.client({ selector, random: () => 0 })
    answer = () => {
      throw down()
    }
    for (let i = 0; i < 15; i++) await over(client.echo(payload()))
    expect(attempts).toHaveLength(15 + 10)
    answer = (request) => request
    for (let i = 0; i < 20; i++) await over(client.echo(payload()))
    attempts = []
    answer = () => {
      throw down()
    }
    for (let i = 0; i < 5; i++) await over(client.echo(payload()))
    expect(attempts).toHaveLength(5 + 2)
  })

  test('they never go past the deadline', async () => {
    const selector = await serve()
    const client = network.client({ selector, random: () => 0.999 })
    answer = () => {
      throw down()
    }
    const begun = clock.now()
    expect(await over(client.echo(payload(), { retries: 20, timeout: 100 }))).toMatchObject({ code: 408 })
    expect(clock.now() - begun).toBeLessThanOrEqual(100 + 25)
    const before = attempts.length
    await clock.advance(5000)
    expect(attempts).toHaveLength(before)
    expect(attempts.at(-1)! - begun).toBeLessThanOrEqual(100)
    expect([selector.open, selector.wrong]).toEqual([0, []])
  })

  test('nobody waits for a retry of a call that was given up', async () => {
    const selector = await serve()
    const client = network.client({ selector, random: () => 0.999 })
    answer = () => {
      throw down()
    }
    const ctx = new WorkContext(clock)
    const call = over(client.echo(payload(), { retries: 3, ctx }))
    while (attempts.length < 2) await clock.advance(1)
    ctx.abort()
    expect(await call).toMatchObject({ code: 499 })
    await clock.advance(5000)
    expect(attempts).toHaveLength(2)
  })

  test('a call that certainly did not begin goes to the next node at once, whatever it is', async () => {
    const { address } = await network.serve()
    const dead = (count: number) => Array.from({ length: count }, (_, i) => `memory:dead-${i}`)
    const three = new CountingSelector([...dead(3), address])
    expect((await network.client({ selector: three }).store(payload({ number: 5 }), { retries: 0 })).number).toBe(5)
    expect(three.marks).toEqual(['failure', 'failure', 'failure', 'ok'])
    expect(clock.now()).toBe(0)
    const many = new CountingSelector([...dead(20), address])
    const error = await rejection(network.client({ selector: many }).store(payload(), { retries: 0 }))
    expect(error).toMatchObject({ code: 503, unprocessed: true })
    expect(many.marks).toHaveLength(9)
    expect(new Set(many.selected).size).toBe(9)
  })

  test('and where there is no other, to the instance that takes over within half a second', async () => {
    const addresses = ['memory:dead']
    const selector = new CountingSelector(addresses)
    const client = network.client({ selector, random: () => 0.5 })
    const call = over(client.store(payload({ number: 5 })))
    await clock.advance(200)
    addresses[0] = (await network.serve()).address
    expect(await call).toMatchObject({ number: 5 })
    addresses[0] = 'memory:dead'
    const begun = clock.now()
    expect(await over(client.store(payload()))).toMatchObject({ code: 503, unprocessed: true })
    expect(clock.now() - begun).toBeGreaterThan(400)
    expect([selector.open, selector.wrong]).toEqual([0, []])
  })

  test('streams go to the next node as well, as long as nothing was said', async () => {
    const { address } = await network.serve()
    const selector = new CountingSelector(['memory:dead', address])
    const got: number[] = []
    for await (const { number } of network.client({ selector }).count(payload({ number: 3 }))) got.push(number)
    expect(got).toEqual([0, 1, 2])
    expect(selector.marks[0]).toBe('failure')
    expect([selector.open, selector.wrong]).toEqual([0, []])
  })
})

describe('a request that can not be encoded', () => {
  noLeaks()
  test("is the caller's mistake on every kind of method, and no node's failure", async () => {
    const network = new TestNetwork({ transport: memoryTransport(), listen: 'memory:0' })
    onTestFinished(() => network.close())
    const { address } = await network.serve()
    const selector = new CountingSelector([address])
    const client = network.client({ selector })
    const bad = payload({ number: 0.5 })
    async function* source() {
      yield bad
    }
    const all = async (stream: AsyncIterable<unknown>) => {
      for await (const _ of stream);
    }
    const calls = [
      () => client.echo(bad),
      () => all(client.count(bad)),
      () => client.sum(source()),
      () => all(client.chat(source())),
    ]
    for (const call of calls) {
      expect(await rejection(call())).toMatchObject({ code: 400, detail: expect.stringContaining("can't be encoded") })
    }
    expect(selector.marks).not.toContain('failure')
    const large = payload({ data: Buffer.alloc(5 * 1024 * 1024) })
    for (const call of [() => client.echo(large), () => all(client.count(large))]) {
      expect(await rejection(call())).toMatchObject({ code: 413 })
    }
    expect(selector.marks).not.toContain('failure')
    expect([selector.open, selector.wrong]).toEqual([0, []])
  })
})

describe('every select', () => {
  noLeaks()
  test.each([true, false])(
    'is ended by exactly one mark, however calls end (one connection for many: %s)',
    async (multiplexed) => {
      const random = seeded(7)
      const transport = faultyTransport({ ...memoryTransport(), multiplexed }, { random })
      const network = new TestNetwork({ transport, listen: 'memory:0' })
      onTestFinished(() => network.close())
      const handler = {
        async store(request: Payload) {
          if (random() < 0.3) await new Promise((resolve) => setImmediate(resolve))
          if (random() < 0.1) throw down()
          if (random() < 0.05) throw errors.conflict('a', 'taken', { stack: false })
          return request
        },
      }
      const servers = [await network.serve({ ...handler, echo: handler.store }), await network.serve(handler)]
      const selector = new CountingSelector([...servers.map(({ address }) => address), 'memory:dead'])
      const client = network.client({ selector })
      for (let round = 0; round < 40; round++) {
        selector.late = random() < 0.3
        transport.faults.drop = round % 5 === 3 ? 0.2 : 0
        const ctx = new WorkContext()
        const controller = new AbortController()
        const work = Array.from({ length: 20 }, async (_, i) => {
          const options = { timeout: 30, ctx, signal: i % 4 === 0 ? controller.signal : undefined }
          if (i % 3 === 0) await client.store(payload({ number: i }), options)
          else if (i % 3 === 1) await client.echo(payload({ number: i }), options)
          else {
            for await (const { number } of client.count(payload({ number: 10 }), options)) if (number === i) break
          }
        })
        if (round % 7 === 2) setImmediate(() => transport.reset())
        if (round % 4 === 1) setImmediate(() => controller.abort())
        if (round % 6 === 5) setImmediate(() => ctx.abort())
        for (const result of await Promise.allSettled(work)) {
          if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(MicroError)
        }
      }
      expect(selector.wrong).toEqual([])
      expect(selector.open).toBe(0)
      expect(new Set(selector.marks)).toEqual(new Set(['ok', 'failure', 'neutral']))
    },
  )
})

describe('a client that is closed', () => {
  noLeaks()
  test('fails every call under way, also one that still looks for its node', async () => {
    const network = new TestNetwork({ transport: memoryTransport(), listen: 'memory:0' })
    onTestFinished(() => network.close())
    const { address } = await network.serve({ store: () => new Promise<Payload>(() => {}) })
    const known = new CountingSelector([address])
    const never = new CountingSelector([address])
    never.select = () => new Promise(() => {})
    for (const selector of [known, never]) {
      const rpc = network.rpc({ selector })
      const { TestService } = await import('@micro/testing/protos')
      const client = rpc.client(TestService)
      const calls = [rejection(client.store(payload())), rejection(client.store(payload(), { timeout: 60_000 }))]
      const stream = client.chat((async function* () {})())[Symbol.asyncIterator]()
      if (selector === never) calls.push(rejection(stream.next()))
      await new Promise((resolve) => setTimeout(resolve, 10))
      await rpc.close()
      for (const call of calls) expect(await call).toMatchObject({ code: 503 })
      expect(await rejection(client.store(payload()))).toMatchObject({ code: 503 })
    }
  })
})
