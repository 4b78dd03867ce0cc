import { expect, test } from 'vitest'
import { testApi } from '../test/fakes.ts'

test('the process lives whatever is missing, and is ready once nothing is', async () => {
  let missing = ['renting.order']
  const { app, health } = testApi({ missing: async () => missing })
  expect((await app.inject('/healthz')).json()).toEqual({ status: 'ok' })
  const waiting = await app.inject('/readyz')
  expect(waiting.statusCode).toBe(503)
  expect(waiting.headers['retry-after']).toBe('1')
  expect(waiting.json()).toEqual({ status: 'waiting', missing: ['renting.order'] })

  missing = []
  const ready = await app.inject('/readyz')
  expect(ready.statusCode).toBe(200)
  expect(ready.json()).toEqual({ status: 'ready' })

  health.stop()
  const stopping = await app.inject('/readyz')
  expect(stopping.statusCode).toBe(503)
  expect(stopping.json()).toEqual({ status: 'stopping' })
  expect((await app.inject('/healthz')).statusCode).toBe(200)
})

test('while it stops, what still comes is answered, on connections that end', async () => {
  const { app, health } = testApi()
  expect((await app.inject('/api/v2/areas')).headers.connection).not.toBe('close')
  health.stop()
  const response = await app.inject('/api/v2/areas')
  expect(response.statusCode).toBe(200)
  expect(response.headers.connection).toBe('close')
})
