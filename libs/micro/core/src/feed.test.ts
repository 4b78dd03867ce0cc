import { describe, expect, test } from 'vitest'
import { errors } from './errors.ts'
import { Feed } from './feed.ts'

async function read(feed: Feed<string>): Promise<string[]> {
  const items: string[] = []
  for await (const item of feed) items.push(item)
  return items
}

describe('Feed', () => {
  test('gives what was pushed before and while it is read, in order', async () => {
    const feed = new Feed<string>()
    feed.push('a')
    const items = feed[Symbol.asyncIterator]()
    feed.push('b')
    expect([(await items.next()).value, (await items.next()).value]).toEqual(['a', 'b'])
    const waiting = items.next()
    feed.push('c')
    expect((await waiting).value).toBe('c')
    await items.return()
  })

  test('gives what is queued before the error', async () => {
    const feed = new Feed<string>()
    feed.push('a')
    feed.fail(errors.unavailable('x', 'gone'))
    const iterator = feed[Symbol.asyncIterator]()
    expect((await iterator.next()).value).toBe('a')
    await expect(iterator.next()).rejects.toThrow('gone')
  })

  test('tells a reader that fell behind to list anew, and holds no more than its limit', async () => {
    let stopped = 0
    const feed = new Feed<string>(() => stopped++, 3)
    for (let i = 0; i < 10; i++) feed.push(`${i}`)
    expect(stopped).toBe(1)
    await expect(read(feed)).rejects.toMatchObject({ reason: 'READER_TOO_SLOW' })
  })

  test('ends for its reader when stopped, once for its source', async () => {
    let stopped = 0
    const feed = new Feed<string>(() => stopped++)
    const reading = read(feed)
    feed.stop()
    feed.stop()
    feed.push('late')
    expect([await reading, stopped]).toEqual([[], 1])
  })
})
