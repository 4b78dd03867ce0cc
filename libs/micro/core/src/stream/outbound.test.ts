import { rejection } from '@micro/testing'
import { beforeEach, describe, expect, test } from 'vitest'
import { errors } from '../errors.ts'
import { cost, streamWindow } from './credit.ts'
import { Outbound } from './outbound.ts'

const size = 10_000
/** The last one may overrun the window. */
const fit = Math.ceil(streamWindow / cost(size))

describe('Outbound', () => {
  let written: number[]
  let room: boolean
  let outbound: Outbound<number>
  let returned: number
  beforeEach(() => {
    written = []
    room = true
    returned = 0
    outbound = new Outbound({
      write(value) {
        written.push(value)
        return { size, room }
      },
    })
  })

  async function* source(count: number): AsyncGenerator<number> {
    try {
      for (let i = 0; i < count; i++) yield i
    } finally {
      returned++
    }
  }
  const settled = async () => {
    for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve))
  }

  test('sends a window, then as much as is given back', async () => {
    const pumped = outbound.pump(source(100))
    await settled()
    expect(written).toHaveLength(fit)
    outbound.credit(cost(size) * 3)
    await settled()
    expect(written.length).toBeGreaterThanOrEqual(fit + 2)
    expect(written.length).toBeLessThanOrEqual(fit + 3)
    outbound.credit(100 * cost(size))
    expect(await pumped).toBe(true)
    expect(written).toEqual(Array.from({ length: 100 }, (_, i) => i))
  })

  test('waits while the connection has no room, and goes on when it has', async () => {
    room = false
    const pumped = outbound.pump(source(3))
    await settled()
    expect(written).toEqual([0])
    outbound.drained()
    await settled()
    expect(written).toEqual([0, 1])
    room = true
    outbound.drained()
    expect(await pumped).toBe(true)
    expect(written).toEqual([0, 1, 2])
  })

  test('stopped, it tells its source, wherever it waits', async () => {
    const waitingForCredit = outbound.pump(source(100))
    await settled()
    outbound.stop()
    expect(await waitingForCredit).toBe(false)
    await settled()
    expect([written.length, returned]).toEqual([fit, 1])

    const never = new Outbound<number>({ write: () => ({ size, room: true }) })
    let left = 0
    const waitingForSource = never.pump({
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise(() => {}),
        return: async () => {
          left++
          return { value: undefined, done: true }
        },
      }),
    })
    await settled()
    never.stop(errors.canceled('a', 'gone'))
    expect(await rejection(waitingForSource)).toMatchObject({ code: 499 })
    expect(left).toBe(1)
  })

  test('stopped before it began, it asks its source for nothing', async () => {
    outbound.stop()
    expect(await outbound.pump(source(3))).toBe(false)
    expect(written).toEqual([])
  })

  test('fails with what its source or the connection throws, and tells the source', async () => {
    async function* failing() {
      yield 1
      throw new Error('source')
    }
    await expect(outbound.pump(failing())).rejects.toThrow('source')
    const broken = new Outbound<number>({
      write() {
        throw errors.unavailable('a', 'closed')
      },
    })
    expect(await rejection(broken.pump(source(3)))).toMatchObject({ code: 503 })
    await settled()
    expect(returned).toBe(1)
  })

  test('does not mind a source that fails when it is told to end, or can not be told', async () => {
    const odd: readonly (() => Promise<IteratorResult<number>>)[] = [
      () => Promise.reject(new Error('late')),
      () => {
        throw new Error('at once')
      },
      () => undefined as unknown as Promise<IteratorResult<number>>,
    ]
    for (const leave of odd) {
      const stopped = new Outbound<number>({ write: () => ({ size, room: true }) })
      const pumped = stopped.pump({
        [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}), return: leave }),
      })
      await settled()
      stopped.stop(errors.canceled('a', 'gone'))
      expect(await rejection(pumped)).toMatchObject({ code: 499 })
    }
    const bare = new Outbound<number>({ write: () => ({ size, room: true }) })
    const pumped = bare.pump({ [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}) }) })
    await settled()
    bare.stop()
    expect(await pumped).toBe(false)
  })
})
