import { noLeaks, payload, rejection, TestNetwork } from '@micro/testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { errors } from '../errors.ts'
import { tcp } from '../transport/tcp/index.ts'

describe('a call is answered', () => {
  noLeaks()
  let network: TestNetwork
  beforeEach(() => {
    network = new TestNetwork({ transport: tcp() })
  })
  afterEach(() => network.close())

  test('also where the error it ends in is too large, or no error that could be sent', async () => {
    const { server } = await network.serve({
      store: ({ number }) => {
        if (number === 1) throw errors.conflict('a', 'x'.repeat(5 * 1024 * 1024))
        throw errors.conflict('a', 5 as unknown as string)
      },
      async *count({ number }) {
        yield payload({ number })
        throw errors.conflict('a', 'x'.repeat(5 * 1024 * 1024))
      },
    })
    const client = network.client()
    for (const number of [1, 2]) {
      expect(await rejection(client.store(payload({ number }), { timeout: 10_000 }))).toMatchObject({ code: 500 })
    }
    const got: number[] = []
    const reading = (async () => {
      for await (const { number } of client.count(payload({ number: 7 }), { timeout: 10_000 })) got.push(number)
    })()
    expect(await rejection(reading)).toMatchObject({ code: 500 })
    expect(got).toEqual([7])
    expect(server.admission.calls).toBe(0)
  })

  test.each([undefined, null, 5, 'text', [], {}])('also where the handler gives %j', async (value) => {
    const { server } = await network.serve({ store: async () => value as never, count: () => value as never })
    const client = network.client()
    const stored = await client.store(payload(), { timeout: 10_000 }).catch((error) => error)
    expect(stored).toMatchObject(stored instanceof Error ? { code: 500 } : { text: '', number: 0 })
    const reading = (async () => {
      for await (const _ of client.count(payload(), { timeout: 10_000 }));
    })()
    const error = await reading.then(
      () => undefined,
      (thrown) => thrown,
    )
    // An empty array is a stream of nothing.
    if (!Array.isArray(value)) expect(error).toMatchObject({ code: 500 })
    expect(server.admission.calls).toBe(0)
  })
})
