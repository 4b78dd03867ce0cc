import { noLeaks, UnreliableRegistry, VirtualClock } from '@micro/testing'
import { beforeEach, describe, expect, test } from 'vitest'
import { RecordingLog } from '../../test/recording-log.ts'
import { memoryRegistry } from '../registry/memory.ts'
import { RegistryStore } from '../registry/store.ts'
import type { Registry, ServiceRecord } from '../registry.ts'
import { Registration, type RegistrationOptions } from './registration.ts'

const record: ServiceRecord = {
  name: 'a',
  version: '1',
  metadata: {},
  endpoints: [],
  nodes: [{ id: 'a-1', address: '127.0.0.1:1', metadata: {} }],
}

describe('Registration', () => {
  noLeaks()
  let clock: VirtualClock
  let store: RegistryStore
  let log: RecordingLog
  beforeEach(() => {
    clock = new VirtualClock()
    store = new RegistryStore({ clock })
    log = new RecordingLog()
  })

  function make(options: Partial<RegistrationOptions> = {}): Registration {
    const registry = options.registry ?? memoryRegistry({ store })
    const check = async () => true
    return new Registration({ registry, record, ttl: 90_000, interval: 30_000, clock, log, check, ...options })
  }

  const there = () => store.get('a').length > 0

  test('renews its lease by its interval, for as long as it lives', async () => {
    const times: number[] = []
    const inner = memoryRegistry({ store })
    const register: Registry['register'] = (service, options) => {
      times.push(clock.now())
      expect(options?.ttl).toBe(90_000)
      return inner.register(service, options)
    }
    const registration = make({
      registry: { ...inner, name: 'm', register, deregister: (...all) => inner.deregister(...all) },
    })
    await registration.start()
    await clock.advance(600_000)
    expect(there()).toBe(true)
    expect(times).toEqual(Array.from({ length: 21 }, (_, i) => i * 30_000))
    await registration.stop()
    expect(there()).toBe(false)
    await clock.advance(120_000)
    expect(times).toHaveLength(21)
    expect(clock.pending).toBe(0)
  })

  test('waits for a registry that is away, says so once, and once that it is back', async () => {
    const registry = new UnreliableRegistry(store)
    registry.state = 'down'
    const registration = make({ registry })
    let started = false
    const start = registration.start().then(() => {
      started = true
    })
    await clock.advance(20_000)
    expect([started, there(), registration.registered]).toEqual([false, false, false])
    registry.state = 'up'
    await clock.advance(1000)
    await start
    expect(there()).toBe(true)
    registry.state = 'down'
    await clock.advance(85_000)
    registry.state = 'up'
    await clock.advance(30_000)
    expect(there()).toBe(true)
    expect(log.lines.map(({ level, message }) => `${level} ${message}`)).toEqual([
      'warn registry is away: trying until it is back',
      'info registry is back, service is registered',
      'warn registry is away: trying until it is back',
      'info registry is back, service is registered',
    ])
    await registration.stop()
  })

  test('a check that fails, or throws, takes it out until it is well again', async () => {
    let check: () => Promise<boolean> = async () => true
    const registration = make({ check: () => check() })
    await registration.start()
    for (const sick of [async () => false, () => Promise.reject(new Error('no database'))]) {
      check = sick
      await clock.advance(30_000)
      expect([there(), registration.registered]).toEqual([false, false])
      await clock.advance(60_000)
      check = async () => true
      await clock.advance(30_000)
      expect([there(), registration.registered]).toEqual([true, true])
    }
    expect(log.loud).toEqual([
      'taken out of the registry: its check failed',
      'taken out of the registry: its check failed',
    ])
    await registration.stop()
    expect(there()).toBe(false)
  })

  test('is not in the registry while it was never well', async () => {
    const registration = make({ check: async () => false })
    await registration.start()
    await clock.advance(100_000)
    expect(there()).toBe(false)
    await registration.stop()
  })

  test('renewals do not pile up behind one that takes long', async () => {
    let asked = 0
    const answer = Promise.withResolvers<void>()
    const inner = memoryRegistry({ store })
    const register = async () => {
      if (++asked > 1) await answer.promise
    }
    const registration = make({ registry: { ...inner, name: 'm', register, deregister: async () => {} } })
    await registration.start()
    await clock.advance(300_000)
    expect(asked).toBe(2)
    answer.resolve()
    await clock.advance(30_000)
    expect(asked).toBe(3)
    await registration.stop()
  })

  test('stops within a second, whatever the registry does, and says that the lease will end', async () => {
    for (const state of ['down', 'hung'] as const) {
      const registry = new UnreliableRegistry(store)
      const registration = make({ registry })
      await registration.start()
      registry.state = state
      const begun = clock.now()
      const stopped = registration.stop()
      await clock.advance(1000)
      await stopped
      expect(clock.now() - begun).toBe(1000)
    }
    expect(log.loud).toEqual(Array(2).fill('not deregistered: the lease will end'))
    await clock.advance(90_000)
    expect([there(), clock.pending]).toEqual([false, 0])
  })

  test('a registration that was on its way when it stopped is taken back', async () => {
    for (const late of [false, true]) {
      const inner = memoryRegistry({ store })
      const answer = Promise.withResolvers<void>()
      const register = async () => {
        await answer.promise
        store.register(record, 90_000)
      }
      const registration = make({
        registry: { ...inner, name: 'm', register, deregister: (...all) => inner.deregister(...all) },
      })
      const started = registration.start()
      const stopped = registration.stop()
      if (late) await clock.advance(2000)
      answer.resolve()
      await stopped
      await started
      await clock.advance(0)
      expect(there()).toBe(false)
    }
    expect(log.loud).toEqual([])
    expect(clock.pending).toBe(0)
  })
})
