import { registrySuite, VirtualClock } from '@micro/testing'
import { memoryRegistry } from './memory.ts'
import { RegistryStore } from './store.ts'

registrySuite('memory', async () => {
  const clock = new VirtualClock()
  const store = new RegistryStore({ clock })
  return {
    registry: () => memoryRegistry({ store }),
    pass: (milliseconds) => clock.advance(milliseconds),
    close: async () => store.clear(),
  }
})
