import { noLeaks, payload, plainHandler, rejection, VirtualClock } from '@micro/testing'
import { Everything, Happened, TestService } from '@micro/testing/protos'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { memoryBroker } from '../broker/memory.ts'
import { errors } from '../errors.ts'
import { memoryRegistry } from '../registry/memory.ts'
import { RegistryStore } from '../registry/store.ts'
import type { Value } from '../registry.ts'
import { Service } from '../service.ts'
import { memoryTransport } from '../transport/memory.ts'
import { Debug } from './debug.ts'
import { schemaOf } from './schema.ts'

describe('what a service says of itself', () => {
  noLeaks()
  let clock: VirtualClock
  let store: RegistryStore
  let service: Service

  beforeEach(() => {
    clock = new VirtualClock(Date.UTC(2026, 4, 1))
    store = new RegistryStore({ clock })
    service = new Service({
      name: 'micro.testing',
      version: '1.2.3',
      clock,
      transport: memoryTransport(),
      registry: memoryRegistry({ store }),
      broker: memoryBroker({ clock }),
      address: 'memory:0',
      maxCalls: 4,
    })
    service.subscribe(Happened, async () => {})
  })
  afterEach(async () => {
    const stopped = service.stop()
    await clock.advance(20_000)
    await stopped
  })

  test('Debug.Stats counts what happened, by endpoint and together, itself left out', async () => {
    service.handle(TestService, {
      ...plainHandler,
      store: async (request) => {
        await clock.advance(40)
        return request
      },
      echo: () => {
        throw errors.conflict('a', 'taken')
      },
    })
    await service.start()
    const client = service.client(TestService)
    for (let i = 0; i < 3; i++) await client.store(payload())
    for (let i = 0; i < 2; i++) await rejection(client.echo(payload()))
    for await (const _ of client.count(payload({ number: 5 })));
    await clock.advance(90_000)
    const stats = await service.client(Debug, 'micro.testing').stats({})
    expect(stats).toMatchObject({ requests: 6, errors: 2, started: Date.UTC(2026, 4, 1) / 1000, uptime: 90 })
    expect(stats.timestamp).toBe(stats.started + stats.uptime)
    expect(stats.memory).toBeGreaterThan(1_000_000)
    const endpoint = (name: string) => stats.endpoints.find((each) => each.name === `TestService.${name}`)
    expect(endpoint('Store')).toMatchObject({ requests: 3, errors: 0 })
    expect(endpoint('Store')!.p50).toBeGreaterThanOrEqual(40)
    expect(endpoint('Store')!.p50).toBeLessThan(40 * 1.07)
    expect(endpoint('Echo')).toMatchObject({ requests: 2, errors: 2 })
    expect(endpoint('Count')).toMatchObject({ requests: 1, errors: 0 })
    expect(endpoint('Sum')).toMatchObject({ requests: 0, p99: 0 })
    expect(stats.endpoints.map(({ name }) => name)).not.toContain('Debug.Stats')
  })

  test('Debug.Health tells the state, also under so many calls that others are refused', async () => {
    const go = Promise.withResolvers<void>()
    service.handle(TestService, {
      ...plainHandler,
      store: async (request) => {
        await go.promise
        return request
      },
    })
    const health = service.client(Debug, 'micro.testing')
    const states: string[] = []
    const look = async () => void states.push((await health.health({})).status)
    service.on('afterStart', look)
    service.on('beforeStop', look)
    await service.start()
    const client = service.client(TestService)
    const calls = Array.from({ length: 4 }, () => client.store(payload()))
    await look()
    const refused = await rejection(client.store(payload(), { retries: 0 }))
    expect(refused).toMatchObject({ reason: 'OVERLOADED' })
    await look()
    go.resolve()
    await Promise.all(calls)
    const stopped = service.stop()
    await clock.advance(20_000)
    await stopped
    expect(states).toEqual(['starting', 'ok', 'ok', 'stopping'])
  })

  test('the registry has its endpoints and events as Go Micro describes them, without Debug', async () => {
    await service.handle(TestService, plainHandler).start()
    const [record] = store.get('micro.testing')
    expect(record).toMatchObject({ name: 'micro.testing', version: '1.2.3' })
    const message = {
      name: 'Payload',
      type: 'Payload',
      values: [
        { name: 'text', type: 'string', values: null },
        { name: 'data', type: 'bytes', values: null },
        { name: 'number', type: 'int64', values: null },
      ],
    }
    const method = (name: string, metadata: object) => ({
      name: `TestService.${name}`,
      request: message,
      response: message,
      metadata,
    })
    expect(record!.endpoints).toEqual([
      method('Echo', { idempotency: 'no-side-effects' }),
      method('Store', {}),
      method('Count', { stream: 'true', idempotency: 'no-side-effects' }),
      method('Sum', { stream: 'true' }),
      method('Chat', { stream: 'true' }),
      {
        name: 'Happened',
        request: {
          name: 'Happened',
          type: 'Happened',
          values: [
            { name: 'subject', type: 'string', values: null },
            { name: 'number', type: 'int64', values: null },
          ],
        },
        response: null,
        metadata: { topic: 'micro.testing.happened', subscriber: 'true' },
      },
    ])
  })

  test('a message that contains itself is described three levels deep', () => {
    const schema = schemaOf(Everything)
    const inner = (value: Value | undefined) => value?.values?.find(({ name }) => name === 'inner')
    const second = inner(schema)
    const third = inner(second)
    expect(second).toMatchObject({ name: 'inner', type: 'Everything' })
    expect(third?.values?.length).toBe(Everything.fields.length)
    expect(inner(third)).toEqual({ name: 'inner', type: 'Everything', values: null })
    const field = (name: string) => schema.values!.find((value) => value.name === name)
    expect(field('children')?.type).toBe('[]Everything')
    expect(field('int32s')?.type).toBe('[]int32')
    expect(field('shade')).toEqual({ name: 'shade', type: 'Shade', values: null })
  })
})
