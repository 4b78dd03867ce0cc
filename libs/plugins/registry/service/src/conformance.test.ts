import { registrySuite } from '@micro/testing'
import { serviceRegistry } from './client.ts'
import { RegistryServer } from './server.ts'

registrySuite(
  'service',
  async () => {
    let server = new RegistryServer({ address: '127.0.0.1:0' })
    await server.start()
    const { address } = server
    return {
      registry: () => serviceRegistry({ address }),
      async wipe() {
        await server.stop()
        server = new RegistryServer({ address })
        await server.start()
      },
      close: () => server.stop(),
    }
  },
  { server: true },
)
