import { once } from 'node:events'
import { Agent, get, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { StartError } from '@renting/platform'
import { expect, onTestFinished, test } from 'vitest'
import { fakeClients, testApi } from '../test/fakes.ts'
import { close, listen } from './listen.ts'

async function read(url: string, agent: Agent): Promise<IncomingMessage & { body: string }> {
  const [response] = (await once(get(url, { agent }), 'response')) as [IncomingMessage]
  return Object.assign(response, { body: await text(response) })
}

test('a taken port is said in a sentence', async () => {
  const first = testApi()
  const second = testApi()
  onTestFinished(async () => void (await Promise.all([first.app.close(), second.app.close()])))
  const url = await listen(first, 0, '127.0.0.1')
  const port = Number(new URL(url).port)
  const refused = listen(second, port, '127.0.0.1')
  await expect(refused).rejects.toThrow(StartError)
  await expect(refused).rejects.toThrow(`port ${port} on 127.0.0.1 is taken`)
  await expect(listen(testApi(), 0, '203.0.113.1')).rejects.toThrow('203.0.113.1 is no address of this machine')
})

test('an address of six is written so that it can be used', async () => {
  const api = testApi()
  onTestFinished(() => api.app.close())
  const url = await listen(api, 0, '::1')
  expect(url).toMatch(/^http:\/\/\[::1\]:\d+$/)
})

test('stopping: not ready first, what is under way is answered, idle connections go, and nothing new comes in', async () => {
  const clients = fakeClients()
  const asked = Promise.withResolvers<void>()
  const answer = Promise.withResolvers<{ items: [] }>()
  clients.houses.listAreas.mockImplementation(() => {
    asked.resolve()
    return answer.promise
  })
  const api = testApi({ clients })
  const agent = new Agent({ keepAlive: true })
  onTestFinished(() => agent.destroy())
  const url = await listen(api, 0, '127.0.0.1')
  const silent = connect(Number(new URL(url).port), '127.0.0.1')
  const silentClosed = once(silent, 'close')
  // One connection kept alive and idle, one with a request under way.
  expect((await read(`${url}/healthz`, agent)).statusCode).toBe(200)
  const underWay = read(`${url}/api/v2/areas`, new Agent({ keepAlive: true }))
  await asked.promise

  const closed = close(api)
  expect(api.health.stopping).toBe(true)
  await expect(read(`${url}/healthz`, new Agent())).rejects.toThrow(/ECONNRE(FUSED|SET)/)
  answer.resolve({ items: [] })
  const response = await underWay
  expect(response.statusCode).toBe(200)
  expect(response.headers.connection).toBe('close')
  await closed
  await silentClosed
})
