import { type AddressInfo, connect } from 'node:net'
import { systemClock } from '@micro/core'
import { describe, expect, onTestFinished, test } from 'vitest'
import { fakeClients, testApi } from '../test/fakes.ts'

describe('a request', () => {
  test('belongs to the trace it came with, under a span of its own', async () => {
    const { app, clients } = testApi()
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
    const headers = { traceparent: `00-${traceId}-00f067aa0ba902b7-01`, 'x-request-id': 'ignored' }
    const response = await app.inject({ url: '/api/v2/areas', headers })
    expect(response.headers['x-request-id']).toBe(traceId)
    const ctx = clients.houses.listAreas.mock.calls[0]?.[1]?.ctx
    expect(ctx?.trace?.traceId).toBe(traceId)
    expect(ctx?.trace?.spanId).not.toBe('00f067aa0ba902b7')
    expect(ctx?.metadata).toEqual({ 'x-request-id': traceId })
  })

  test.each(['', 'nonsense', `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`, '00-4BF9-00f067aa0ba902b7-01'])(
    'with the trace %j starts one',
    async (traceparent) => {
      const { app } = testApi()
      const ids = new Set<unknown>()
      for (let i = 0; i < 5; i++) {
        const response = await app.inject({ url: '/api/v2/nothing', headers: { traceparent } })
        expect(response.headers['x-request-id']).toMatch(/^(?!0+$)[0-9a-f]{32}$/)
        expect(response.json().requestId).toBe(response.headers['x-request-id'])
        ids.add(response.headers['x-request-id'])
      }
      expect(ids.size).toBe(5)
    },
  )

  test('has one deadline for all its calls', async () => {
    const clock = { ...systemClock, now: () => 1000 }
    const { app, clients } = testApi({ clock, timeout: 700 })
    await app.inject({ url: '/api/v2/orders', headers: { authorization: 'Bearer tenant-token' } })
    const contexts = [clients.users.resolveSession, clients.orders.listOrders].map(
      (each) => each.mock.calls[0]?.[1]?.ctx,
    )
    expect(contexts[0]).toBe(contexts[1])
    expect(contexts[0]?.deadline).toBe(1700)
  })
})

test('a client that goes away takes its calls along', async () => {
  const clients = fakeClients()
  const called = Promise.withResolvers<AbortSignal>()
  clients.houses.listAreas.mockImplementation(async (_request, options) => {
    const signal = options?.ctx?.signal
    if (signal === undefined) throw new Error('no context')
    called.resolve(signal)
    await new Promise((resolve) => signal.addEventListener('abort', resolve))
    throw signal.reason
  })
  const { app } = testApi({ clients })
  onTestFinished(() => app.close())
  await app.listen({ port: 0, host: '127.0.0.1' })
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1')
  socket.write('GET /api/v2/areas HTTP/1.1\r\nHost: x\r\n\r\n')
  const signal = await called.promise
  const aborted = new Promise((resolve) => signal.addEventListener('abort', resolve))
  expect(signal.aborted).toBe(false)
  socket.destroy()
  await aborted
  expect(signal.reason).toMatchObject({ code: 499, detail: 'the client went away' })
})

test('a request that was answered aborts nothing', async () => {
  const { app, clients } = testApi()
  await app.inject('/api/v2/areas')
  expect(clients.houses.listAreas.mock.calls[0]?.[1]?.ctx?.aborted).toBeUndefined()
})
