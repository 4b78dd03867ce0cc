import { memoryTransport, tcp } from '@micro/core'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Payload } from '../gen/testing.js'
import { VirtualClock } from './clock.ts'
import { type FaultyTransport, faultyTransport } from './faults.ts'
import { noLeaks } from './leaks.ts'
import { payload, TestNetwork } from './service.ts'
import { transportSuite } from './transport.ts'
import { rejection, until } from './wait.ts'

transportSuite('tcp, through a transport that could fail', async () => {
  const transport = faultyTransport(tcp())
  return { transport: () => transport, address: '127.0.0.1:0' }
})

transportSuite('tcp, each message late', async () => {
  const transport = faultyTransport(tcp())
  transport.faults.delay = 1
  return { transport: () => transport, address: '127.0.0.1:0' }
})

describe('calls over a transport that fails', () => {
  noLeaks()
  let transport: FaultyTransport
  let network: TestNetwork
  let stores: number

  const counting = {
    store: (request: Payload) => {
      stores++
      return request
    },
  }

  beforeEach(() => {
    stores = 0
    transport = faultyTransport(tcp())
    network = new TestNetwork({ transport })
  })
  afterEach(() => network.close())

  test('dropped messages end in 408, never in silence', async () => {
    await network.serve()
    const client = network.client()
    await client.echo(payload())
    transport.faults.drop = 1
    expect(await rejection(client.echo(payload(), { timeout: 100 }))).toMatchObject({ code: 408 })
    transport.faults.drop = 0
    expect((await client.echo(payload({ number: 1 }))).number).toBe(1)
  })

  test('a black hole ends in 408, and the connection is used again when it is over', async () => {
    await network.serve()
    const client = network.client()
    await client.echo(payload())
    transport.faults.blackHole = true
    expect(await rejection(client.echo(payload(), { timeout: 100 }))).toMatchObject({ code: 408 })
    transport.faults.blackHole = false
    expect((await client.echo(payload({ number: 1 }))).number).toBe(1)
  })

  test('a reset under calls: idempotent ones are answered, others fail with 503 or were answered, none runs twice', async () => {
    await network.serve(counting)
    await network.serve(counting)
    const client = network.client()
    const outcomes: ('answered' | number)[] = []
    for (let round = 0; round < 20; round++) {
      const calls = Array.from({ length: 10 }, () =>
        client.store(payload()).then(
          () => outcomes.push('answered'),
          (error) => outcomes.push(error.code),
        ),
      )
      const echoes = Array.from({ length: 4 }, (_, number) => client.echo(payload({ number }), { retries: 5 }))
      // Seldom enough for the retry budget to be there for each.
      if (round % 10 === 5) setImmediate(() => transport.reset())
      await Promise.all(calls)
      expect((await Promise.all(echoes)).map(({ number }) => number)).toEqual([0, 1, 2, 3])
    }
    expect(outcomes).toHaveLength(200)
    expect(outcomes.filter((outcome) => outcome !== 'answered' && outcome !== 503)).toEqual([])
    expect(stores).toBeLessThanOrEqual(200)
  })

  test('refused connections end in 503, as not begun', async () => {
    await network.serve()
    transport.faults.refuse = true
    expect(await rejection(network.client().store(payload()))).toMatchObject({ code: 503, unprocessed: true })
  })
})

test('delays follow the clock they are given', async () => {
  const clock = new VirtualClock()
  const transport = faultyTransport(memoryTransport(), { clock })
  const network = new TestNetwork({ transport, listen: 'memory:0' })
  await network.serve()
  const client = network.client()
  await client.echo(payload())
  transport.faults.delay = 60_000
  let answered = false
  const call = client.echo(payload(), { timeout: 600_000 }).then(() => {
    answered = true
  })
  // Late twice: as a request and as an answer.
  await until(() => clock.pending === 1, 'the request to wait')
  expect(answered).toBe(false)
  await clock.advance(60_000)
  await until(() => clock.pending === 1, 'the answer to wait')
  await clock.advance(60_000)
  await call
  await network.close()
})
