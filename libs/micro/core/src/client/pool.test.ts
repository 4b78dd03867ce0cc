import { noLeaks, payload, rejection, TestNetwork } from '@micro/testing'
import { type Payload, TestService } from '@micro/testing/protos'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { memoryTransport } from '../transport/memory.ts'
import type { Socket, Transport } from '../transport.ts'

describe('connections', () => {
  noLeaks()
  let dialed: Socket[]
  let transport: Transport
  let network: TestNetwork

  function over(multiplexed: boolean): void {
    const memory = memoryTransport()
    transport = {
      ...memory,
      multiplexed,
      async dial(address, options) {
        await new Promise((resolve) => setImmediate(resolve))
        const socket = await memory.dial(address, options)
        dialed.push(socket)
        return socket
      },
    }
    network = new TestNetwork({ transport, listen: 'memory:0' })
  }

  beforeEach(() => {
    dialed = []
  })
  afterEach(() => network.close())

  const slow = {
    async store(request: Payload) {
      await new Promise((resolve) => setTimeout(resolve, 5))
      return request
    },
  }

  test('of a transport that carries many calls at once: one for all', async () => {
    over(true)
    await network.serve(slow)
    const client = network.client()
    await Promise.all(Array.from({ length: 50 }, () => client.store(payload())))
    expect(dialed).toHaveLength(1)
  })

  test('of one that carries one call: as many as calls at once, used again, no more than allowed', async () => {
    over(false)
    await network.serve(slow)
    const client = network.client({ size: 10 })
    const calls = (count: number) => Array.from({ length: count }, () => client.store(payload()))
    await Promise.all(calls(10))
    expect(dialed).toHaveLength(10)
    await Promise.all(calls(10))
    expect(dialed).toHaveLength(10)
    const results = await Promise.allSettled(calls(13))
    expect(results.filter(({ status }) => status === 'rejected')).toMatchObject(
      Array.from({ length: 3 }, () => ({ reason: { code: 429 } })),
    )
    expect(dialed).toHaveLength(10)
  })

  test('none is left when the client closes, also one whose neighbour closed while it was being made', async () => {
    over(false)
    const { server } = await network.serve(slow)
    const rpc = network.rpc()
    const client = rpc.client(TestService)
    await client.store(payload())
    const second = client.store(payload())
    const third = client.store(payload())
    await dialed[0]!.close()
    await Promise.allSettled([second, third])
    await rpc.close()
    expect(dialed.map(({ open }) => open)).toEqual(dialed.map(() => false))
    expect(dialed.length).toBeGreaterThan(1)
    await server.stop()
  })

  test('a connection that comes when the client is closed already is closed as well', async () => {
    over(true)
    await network.serve()
    const rpc = network.rpc()
    const call = rejection(rpc.client(TestService).store(payload()))
    await new Promise((resolve) => setImmediate(resolve))
    await rpc.close()
    expect(await call).toMatchObject({ code: 503 })
    expect(dialed.map(({ open }) => open)).toEqual(dialed.map(() => false))
  })
})
