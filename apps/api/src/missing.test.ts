import { memoryRegistry, memoryTransport, RegistryStore, Service } from '@micro/core'
import { expect, test } from 'vitest'
import { missingOf } from './missing.ts'

test('a service is missing until it answers that it is well, and again when it is gone', async () => {
  const store = new RegistryStore()
  const transport = memoryTransport()
  const make = (name: string) => new Service({ name, transport, registry: memoryRegistry({ store }) })
  const [gateway, house, order] = [make('renting.api'), make('renting.house'), make('renting.order')]
  const needed = ['renting.house', 'renting.order']
  await gateway.start()
  expect(await missingOf(gateway, needed)).toEqual(needed)
  await house.start()
  await expect.poll(() => missingOf(gateway, needed), { timeout: 10_000 }).toEqual(['renting.order'])
  await order.start()
  await expect.poll(() => missingOf(gateway, needed), { timeout: 10_000 }).toEqual([])
  await house.stop()
  expect(await missingOf(gateway, needed)).toEqual(['renting.house'])
  await Promise.all([order.stop(), gateway.stop()])
})
