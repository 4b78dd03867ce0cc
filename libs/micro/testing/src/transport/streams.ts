import { setImmediate as turn } from 'node:timers/promises'
import { errors, WorkContext } from '@micro/core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Payload } from '../../gen/testing.js'
import { payload, TestNetwork } from '../service.ts'
import type { TransportHarness } from '../transport.ts'
import { rejection, until } from '../wait.ts'

async function numbers(stream: AsyncIterable<Payload>): Promise<number[]> {
  const all: number[] = []
  for await (const { number } of stream) all.push(number)
  return all
}

async function* upTo(count: number, each: () => void = () => {}): AsyncGenerator<Payload> {
  for (let number = 0; number < count; number++) {
    each()
    yield payload({ number })
  }
}

const range = (count: number) => Array.from({ length: count }, (_, i) => i)

/** The three streaming kinds, over this transport. */
export function streamTests(harness: () => TransportHarness): void {
  let network: TestNetwork

  beforeEach(() => {
    network = new TestNetwork({ transport: harness().transport(), listen: harness().address })
  })
  afterEach(() => network.close())

  test('all three kinds carry every message, in order', async () => {
    await network.serve()
    const client = network.client()
    expect(await numbers(client.count(payload({ number: 5000 })))).toEqual(range(5000))
    expect((await client.sum(upTo(5000))).number).toBe((5000 * 4999) / 2)
    expect(await numbers(client.chat(upTo(5000)))).toEqual(range(5000))
  })

  test('empty streams end', async () => {
    await network.serve()
    const client = network.client()
    expect(await numbers(client.count(payload({ number: 0 })))).toEqual([])
    expect((await client.sum(upTo(0))).number).toBe(0)
    expect(await numbers(client.chat(upTo(0)))).toEqual([])
  })

  test('many streams at once do not mix', async () => {
    await network.serve()
    const client = network.client()
    const streams = range(50).map(async (i) => expect(await numbers(client.chat(upTo(i * 10)))).toEqual(range(i * 10)))
    await Promise.all(streams)
  })

  test('a slow reader stops a fast writer on the server', async () => {
    let written = 0
    await network.serve({
      async *count() {
        for (;;) {
          written++
          yield payload({ data: Buffer.alloc(16 * 1024) })
        }
      },
    })
    const stream = network.client().count(payload())[Symbol.asyncIterator]()
    await stream.next()
    await settled(() => written)
    // A window of 256 KiB is sixteen of these; without one the writer would never have paused.
    expect(written).toBeLessThan(40)
    const before = written
    for (let i = 0; i < 100; i++) await stream.next()
    expect(written).toBeGreaterThan(before)
    await stream.return?.()
  })

  test('a slow reader stops a fast writer on the client', async () => {
    const go = Promise.withResolvers<void>()
    await network.serve({
      async sum(requests) {
        let number = 0
        for await (const request of requests) {
          await go.promise
          number += request.number
        }
        return payload({ number })
      },
    })
    let written = 0
    async function* fast() {
      for (let i = 0; i < 1000; i++) {
        written++
        yield payload({ number: 1, data: Buffer.alloc(16 * 1024) })
      }
    }
    const sum = network.client().sum(fast())
    await settled(() => written)
    expect(written).toBeLessThan(40)
    go.resolve()
    expect((await sum).number).toBe(1000)
  })

  test('leaving early ends the handler', async () => {
    const left = Promise.withResolvers<void>()
    await network.serve({
      async *count(_request, ctx) {
        try {
          for (let number = 0; !ctx.signal.aborted; number++) yield payload({ number })
        } finally {
          left.resolve()
        }
      },
    })
    for await (const { number } of network.client().count(payload())) if (number === 3) break
    await left.promise
  })

  test("an error in the middle reaches the reader after what came before, and ends the other side's source", async () => {
    const left = Promise.withResolvers<void>()
    await network.serve({
      async *chat(requests) {
        for await (const request of requests) {
          if (request.number === 3) throw errors.conflict('micro.testing', 'three', { reason: 'THREE' })
          yield request
        }
      },
    })
    async function* source() {
      try {
        for (let number = 0; ; number++) {
          await turn()
          yield payload({ number })
        }
      } finally {
        left.resolve()
      }
    }
    const got: number[] = []
    const error = await rejection(
      (async () => {
        for await (const { number } of network.client().chat(source())) got.push(number)
      })(),
    )
    expect(error).toMatchObject({ code: 409, reason: 'THREE' })
    expect(got).toEqual([0, 1, 2])
    await left.promise
  })

  test("a fault in the caller's own source ends the call for both", async () => {
    const aborted = Promise.withResolvers<unknown>()
    await network.serve({
      async sum(requests, ctx) {
        ctx.signal.addEventListener('abort', () => aborted.resolve(ctx.signal.reason))
        for await (const _ of requests);
        return payload()
      },
    })
    async function* failing() {
      yield payload()
      throw errors.badRequest('caller', 'no more')
    }
    expect(await rejection(network.client().sum(failing()))).toMatchObject({ code: 400, detail: 'no more' })
    await aborted.promise
  })

  test('canceling and deadlines end streams on both sides', async () => {
    const aborted: unknown[] = []
    await network.serve({
      async *count(_request, ctx) {
        ctx.signal.addEventListener('abort', () => aborted.push(ctx.signal.reason))
        yield payload()
        await new Promise(() => {})
      },
    })
    const client = network.client()
    const ctx = new WorkContext()
    const canceled = client.count(payload(), { ctx })[Symbol.asyncIterator]()
    await canceled.next()
    ctx.abort()
    expect(await rejection(canceled.next())).toMatchObject({ code: 499 })
    expect(await rejection(numbers(client.count(payload(), { timeout: 50 })))).toMatchObject({ code: 408 })
    await until(() => aborted.length === 2, 'both handlers to be aborted')
  })

  test('a lost connection ends streams on both sides', async () => {
    const aborted = Promise.withResolvers<void>()
    const { server } = await network.serve({
      async *chat(requests, ctx) {
        ctx.signal.addEventListener('abort', () => aborted.resolve())
        yield* requests
      },
    })
    async function* forever() {
      yield payload({ number: 1 })
      await new Promise(() => {})
    }
    const stream = network.client().chat(forever())[Symbol.asyncIterator]()
    expect((await stream.next()).value.number).toBe(1)
    await server.stop()
    expect(await rejection(stream.next())).toMatchObject({ code: 503 })
    await aborted.promise
  })

  test('draining waits for streams that end', async () => {
    const go = Promise.withResolvers<void>()
    const { server } = await network.serve({
      async *count() {
        yield payload({ number: 0 })
        await go.promise
        yield payload({ number: 1 })
      },
    })
    const stream = network.client().count(payload())[Symbol.asyncIterator]()
    await stream.next()
    const drained = server.drain(new AbortController().signal)
    go.resolve()
    expect((await stream.next()).value.number).toBe(1)
    expect((await stream.next()).done).toBe(true)
    expect(await drained).toBe(true)
  })
}

/** Resolves when `read` has stayed the same over many turns: whoever changes it waits for something. */
async function settled(read: () => number): Promise<void> {
  for (let same = 0, last = -1; same < 50; same = read() === last ? same + 1 : 0) {
    last = read()
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}
