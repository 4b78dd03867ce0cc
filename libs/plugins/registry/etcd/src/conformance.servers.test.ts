import { EtcdServer } from '@micro/servers'
import { registrySuite } from '@micro/testing'
import { etcd } from './etcd.ts'

registrySuite(
  'etcd',
  async () => {
    const server = await EtcdServer.start()
    return {
      registry: () => etcd({ address: server.address }),
      // etcd makes shorter ones as long as this with its usual settings.
      ttl: 2000,
      async wipe() {
        await server.wipe()
        await server.start()
      },
      close: () => server.stop(),
    }
  },
  { server: true },
)
