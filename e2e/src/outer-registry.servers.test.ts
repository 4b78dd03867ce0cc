import { ConsulServer, EtcdServer } from '@micro/servers'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { faults, restarts } from './faults.ts'
import { bookingJourney } from './journeys/booking.ts'
import { Platform } from './platform.ts'

const servers = { consul: () => ConsulServer.start(), etcd: () => EtcdServer.start() } as const

describe.each(['consul', 'etcd'] as const)('the platform on %s', (kind) => {
  let server: ConsulServer | EtcdServer
  let platform: Platform
  beforeAll(async () => {
    server = await servers[kind]()
    const env = { MICRO_REGISTRY_ADDRESS: server.address }
    platform = await Platform.start({ flags: ['--registry', kind], env })
  }, 120_000)
  afterAll(async () => {
    await platform?.remove()
    await server?.stop()
  }, 60_000)

  bookingJourney(() => platform)

  test('nothing of it was a fault, and Ctrl-C ends all of it', async () => {
    expect([...faults(platform), ...restarts(platform)]).toEqual([])
    expect(await platform.stop()).toBe(0)
  }, 60_000)
})

test('services wait for a registry that comes after them', { timeout: 180_000 }, async () => {
  const server = await ConsulServer.start()
  onTestFinished(() => server.stop())
  await server.kill()
  const platform = await Platform.launch({
    flags: ['--registry', 'consul'],
    env: { MICRO_REGISTRY_ADDRESS: server.address },
  })
  onTestFinished(() => platform.remove())
  await platform.line(new RegExp(`services find each other by consul at ${server.address}`), { within: 60_000 })
  await server.start()
  await platform.line(/renting is ready after/, { within: 110_000 })
})
