/** One instance of a small service, as a process: `instance.ts <registry> <its address> <id>`. Says how much it handled. */
import { setTimeout as delay } from 'node:timers/promises'
import { Service } from '@micro/core'
import { type Payload, TestService } from '@micro/testing/protos'
import { type Kind, registryAt } from './registry.ts'

const [kind, address, id] = process.argv.slice(2) as [Kind, string, string]
let handled = 0

async function answer(request: Payload): Promise<Payload> {
  await delay(Math.random() * 4)
  return { ...request, text: id }
}

const service = new Service({
  name: TestService.service,
  id,
  registry: registryAt(kind, address),
  // Short, so that a test need not wait long for what comes with a renewal.
  registerTtl: 4000,
  registerInterval: 1000,
})
service.handle(TestService, {
  echo: answer,
  store(request) {
    handled++
    return answer(request)
  },
  async *count() {},
  sum: () => Promise.reject(new Error('not here')),
  async *chat() {},
})
service.on('afterStart', () => console.log('serves'))
service.on('afterStop', () => console.log(`handled ${handled}`))
await service.run()
