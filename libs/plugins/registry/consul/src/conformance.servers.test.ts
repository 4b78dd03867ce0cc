import { ConsulServer } from '@micro/servers'
import { registrySuite } from '@micro/testing'
import { afterAll, beforeAll } from 'vitest'
import { deregisterAll } from '../test/agent.ts'
import { consul } from './consul.ts'

/** One agent for all tests: it takes a second to start. Each test leaves it as empty as it found it. */
let server: ConsulServer
beforeAll(async () => {
  server = await ConsulServer.start()
})
afterAll(() => server.stop())

registrySuite(
  'consul',
  async () => ({
    registry: () => consul({ address: server.address }),
    ttl: 1000,
    async wipe() {
      await server.kill()
      await server.start()
    },
    close: () => deregisterAll(server.address),
  }),
  { server: true },
)
