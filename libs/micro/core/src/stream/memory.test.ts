import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { noLeaks, payload, TestNetwork } from '@micro/testing'
import { describe, expect, test } from 'vitest'
import { memoryTransport } from '../transport/memory.ts'
import { tcp } from '../transport/tcp/index.ts'
import type { Transport } from '../transport.ts'

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

/** Bytes in use. */
function used(): number {
  collectGarbage()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

const megabyte = 1024 * 1024

describe('a stream of 200 MB that is read slowly', () => {
  noLeaks()

  test.each<[string, () => Transport, string]>([
    ['tcp', tcp, '127.0.0.1:0'],
    ['memory', memoryTransport, 'memory:0'],
  ])('takes no more memory at its end than at its beginning, over %s', async (_, make, listen) => {
    const network = new TestNetwork({ transport: make(), listen })
    const data = Buffer.alloc(64 * 1024, 7)
    let ahead = 0
    let read = 0
    let written = 0
    await network.serve({
      async *count({ number }) {
        for (; written < number; written++) {
          ahead = Math.max(ahead, written - read)
          yield payload({ data, number: written })
        }
      },
    })
    const before = used()
    let most = 0
    for await (const { number } of network.client().count(payload({ number: 3200 }))) {
      expect(number).toBe(read++)
      // Now and then it stops, long enough for the writer to run as far ahead as it may.
      if (read % 64 === 0) {
        for (let i = 0; i < 10; i++) await new Promise((resolve) => setImmediate(resolve))
        most = Math.max(most, used() - before)
      }
    }
    expect(read).toBe(3200)
    expect(ahead).toBeLessThan(32)
    expect(most).toBeLessThan(30 * megabyte)
    await network.close()
  })
})
