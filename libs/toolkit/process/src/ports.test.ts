import { createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { freePort, freePorts } from './index.ts'

test('free ports are others each, and can be listened on', async () => {
  const ports = await freePorts(20)
  expect(new Set(ports).size).toBe(20)
  expect(await freePort(ports[0])).toBe(ports[0])
})

test('one that is taken is refused by the system', async () => {
  const server = createServer()
  const port = await freePort()
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  await expect(freePort(port)).rejects.toMatchObject({ code: 'EADDRINUSE' })
})
