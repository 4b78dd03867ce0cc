import { RegistryServer } from '@micro/registry-service'
import type { RegistryUnit } from './processes.ts'
import { inProcess } from './supervisor/in-process.ts'

/** The registry inside the runner's process, on a free port of loopback. */
export function registryUnit(): RegistryUnit {
  const server = new RegistryServer({ address: '127.0.0.1:0' })
  const unit = inProcess('registry', async () => {
    await server.start()
    return server
  })
  return {
    ...unit,
    get address() {
      return server.address
    },
  }
}
