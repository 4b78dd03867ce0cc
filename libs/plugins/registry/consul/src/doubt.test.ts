import { VirtualClock } from '@micro/testing'
import { expect, test } from 'vitest'
import { Doubt } from './doubt.ts'
import type { HealthEntry, Instances } from './instances.ts'

const known = (...ids: readonly string[]): Instances =>
  new Map(
    ids.map((id) => [
      id,
      { record: { name: 'a', version: '1', metadata: {}, endpoints: [], nodes: [] }, index: 1, ours: true },
    ]),
  )
const entry = (ID: string, Status: string): HealthEntry => ({
  Node: { Node: 'n', Address: '' },
  Service: { ID, Service: 'a', Tags: [], Address: '', Port: 1, ModifyIndex: 1 },
  Checks: [{ Status }],
})
const dead = (...ids: readonly string[]) => ids.map((id) => entry(id, 'critical'))

test('all nodes dead at once are kept for a while, then given up', async () => {
  const clock = new VirtualClock()
  const doubt = new Doubt(clock)
  const before = known('a-1', 'a-2')
  const kept = doubt.resolve(before, known(), dead('a-1', 'a-2', 'a-9'))
  expect([...kept.keys()]).toEqual(['a-1', 'a-2'])
  expect(doubt.left).toBe(10_000)
  await clock.advance(9_000)
  expect(doubt.resolve(kept, known(), dead('a-1')).size).toBe(1)
  expect(doubt.left).toBe(1_000)
  await clock.advance(1_000)
  expect(doubt.resolve(kept, known(), dead('a-1')).size).toBe(0)
  expect(doubt.left).toBeUndefined()
})

test('as long as one is alive the others are not kept, and one that is back ends the doubt', async () => {
  const clock = new VirtualClock()
  const doubt = new Doubt(clock)
  const before = known('a-1', 'a-2')
  expect([...doubt.resolve(before, known('a-2'), dead('a-1')).keys()]).toEqual(['a-2'])
  const kept = doubt.resolve(known('a-2'), known(), dead('a-1', 'a-2'))
  expect([...kept.keys()]).toEqual(['a-2'])
  await clock.advance(9_000)
  doubt.resolve(kept, known('a-2'), dead('a-1'))
  expect(doubt.left).toBeUndefined()
  await clock.advance(9_000)
  expect(doubt.resolve(known('a-2'), known(), dead('a-2')).size).toBe(1)
})

test('who has left is gone at once', () => {
  const doubt = new Doubt(new VirtualClock())
  expect(doubt.resolve(known('a-1'), known(), []).size).toBe(0)
  expect(doubt.left).toBeUndefined()
})
