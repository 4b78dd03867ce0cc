import type { Candidate } from '@micro/core'
import { expect, test } from 'vitest'
import { staticSelector } from './index.ts'

const ok = { latency: 1, result: 'ok' } as const

test.each([
  [{}, 'house:9000', 'house:9000'],
  [{ port: 9000 }, 'house', 'house:9000'],
  [{ port: 9000 }, 'house:1', 'house:1'],
  [{ addresses: { house: '[::1]:7' } }, 'house', '[::1]:7'],
  [{ port: 9000, addresses: { house: 'houses.local' } }, 'house', 'houses.local:9000'],
  [{ port: 1 }, 'constructor', 'constructor:1'],
])('with %j %s is at %s', async (options, service, address) => {
  const selector = staticSelector(options)
  const candidate = await selector.select(service)
  expect(candidate.node.address).toBe(address)
  selector.mark(candidate, ok)
})

test('a service without a port is refused with what to do', () => {
  expect(() => staticSelector().select('house')).toThrow(
    expect.objectContaining({ code: 503, reason: 'NO_PORT', detail: expect.stringContaining('house has no port') }),
  )
})

test('counts what is in flight, and knows its own candidates', async () => {
  const selector = staticSelector({ port: 1 })
  const [one, two] = [await selector.select('a'), await selector.select('a')]
  expect(two).toBe(one)
  expect(one.inflight).toBe(2)
  for (const candidate of [one, two]) selector.mark(candidate, ok)
  expect(one.inflight).toBe(0)
  expect(() => selector.mark({ ...one } as Candidate, ok)).toThrow(TypeError)
  selector.reset('a')
  selector.reset('nobody')
  expect(await selector.select('a')).not.toBe(one)
  await selector.close()
})
