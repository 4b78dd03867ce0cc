import { describe, expect, test } from 'vitest'
import { errors } from '../errors.ts'
import type { Change } from '../registry.ts'
import { ChangeQueue } from './watcher.ts'

const change = (name: string): Change => ({
  action: 'create',
  service: { name, version: '1', metadata: {}, endpoints: [], nodes: [] },
})

async function read(queue: ChangeQueue): Promise<string[]> {
  const names: string[] = []
  for await (const { service } of queue) names.push(service.name)
  return names
}

describe('ChangeQueue', () => {
  test('gives what was pushed before and while it is read, in order', async () => {
    const queue = new ChangeQueue()
    queue.push(change('a'))
    const reading = read(queue)
    queue.push(change('b'))
    await Promise.resolve()
    queue.push(change('c'))
    for (let i = 0; i < 20; i++) await Promise.resolve()
    queue.fail(errors.unavailable('x', 'gone'))
    await expect(reading).rejects.toThrow('gone')
  })

  test('gives what is queued before the error', async () => {
    const queue = new ChangeQueue()
    queue.push(change('a'))
    queue.fail(errors.unavailable('x', 'gone'))
    const iterator = queue[Symbol.asyncIterator]()
    expect((await iterator.next()).value).toMatchObject({ service: { name: 'a' } })
    await expect(iterator.next()).rejects.toThrow('gone')
  })

  test('tells a reader that fell behind to list anew, and holds no more than its limit', async () => {
    let stopped = 0
    const queue = new ChangeQueue(() => stopped++, 3)
    for (let i = 0; i < 10; i++) queue.push(change(`${i}`))
    expect(stopped).toBe(1)
    await expect(read(queue)).rejects.toMatchObject({ reason: 'WATCH_OVERFLOW' })
  })

  test('ends for its reader when stopped, once for its source', async () => {
    let stopped = 0
    const queue = new ChangeQueue(() => stopped++)
    const reading = read(queue)
    queue.stop()
    queue.stop()
    queue.push(change('late'))
    expect([await reading, stopped]).toEqual([[], 1])
  })
})
