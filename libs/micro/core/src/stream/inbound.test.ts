import { rejection } from '@micro/testing'
import * as fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { errors } from '../errors.ts'
import { cost, streamWindow } from './credit.ts'
import { Inbound } from './inbound.ts'

describe('Inbound', () => {
  let credits: number[]
  let left: number
  let inbound: Inbound<number>
  beforeEach(() => {
    credits = []
    left = 0
    inbound = new Inbound({ maxMessage: 1000, credit: (bytes) => credits.push(bytes), left: () => left++ })
  })

  test('gives what came, in order, whoever is first: the reader or the message', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 60 }), async (pushes) => {
        const stream = new Inbound<number>({ maxMessage: 1000, credit: () => {}, left: () => {} })
        const got: number[] = []
        let reading: Promise<unknown> | undefined
        let pushed = 0
        for (const push of pushes) {
          if (push) stream.push(pushed++, 10)
          else reading ??= stream.next().then(({ value }) => got.push(value))
          if (reading !== undefined && pushed > got.length) {
            await reading
            reading = undefined
          }
        }
        stream.end()
        if (reading !== undefined) await reading.then(() => got.pop())
        for await (const value of stream) got.push(value)
        expect(got).toEqual(Array.from({ length: pushed }, (_, i) => i))
      }),
      { numRuns: 100 },
    )
  })

  test('gives credit for what was taken, in halves of the window, never for more', async () => {
    const size = 10_000
    const fit = Math.floor(streamWindow / cost(size))
    for (let i = 0; i < fit; i++) expect(inbound.push(i, size)).toBe(true)
    expect(credits).toEqual([])
    let taken = 0
    for (let i = 0; i < fit; i++) {
      await inbound.next()
      taken += cost(size)
      const given = credits.reduce((sum, each) => sum + each, 0)
      expect(given).toBeLessThanOrEqual(taken)
      expect(taken - given).toBeLessThan(streamWindow / 2)
    }
    expect(credits.length).toBeLessThanOrEqual(2)
  })

  test('gives credit as well where the reader waits for each message', async () => {
    for (let i = 0; i < 1000; i++) {
      const next = inbound.next()
      inbound.push(i, 1000)
      expect((await next).value).toBe(i)
    }
    const given = credits.reduce((sum, each) => sum + each, 0)
    expect(1000 * cost(1000) - given).toBeLessThan(streamWindow / 2)
  })

  test('refuses a sender that goes on beyond its window, before it fills the memory', () => {
    let pushed = 0
    while (pushed < 10_000 && inbound.push(pushed, 1000)) pushed++
    expect(pushed * cost(1000)).toBeLessThanOrEqual(streamWindow + 3 * cost(1000))
    expect(pushed * cost(1000)).toBeGreaterThanOrEqual(streamWindow)
    // Nothing is free: empty messages count as well.
    const empty = new Inbound<number>({ maxMessage: 1000, credit: () => {}, left: () => {} })
    let none = 0
    while (none < 1_000_000 && empty.push(none, 0)) none++
    expect(none).toBeLessThan(20_000)
  })

  test('ends in its error after what came before it, and says so again', async () => {
    inbound.push(1, 1)
    inbound.end(errors.conflict('a', 'no'))
    inbound.push(2, 1)
    inbound.end()
    expect(await inbound.next()).toEqual({ value: 1, done: false })
    expect(await rejection(inbound.next())).toMatchObject({ code: 409 })
    expect(await rejection(inbound.next())).toMatchObject({ code: 409 })
  })

  test('an error reaches a reader that waits, and so does an end', async () => {
    const failing = rejection(inbound.next())
    inbound.end(errors.conflict('a', 'no'))
    expect(await failing).toMatchObject({ code: 409 })
    const other = new Inbound<number>({ maxMessage: 1000, credit: () => {}, left: () => {} })
    const ending = other.next()
    other.end()
    expect(await ending).toEqual({ value: undefined, done: true })
    expect((await other.next()).done).toBe(true)
  })

  test('has one reader at a time', async () => {
    const first = inbound.next()
    expect(await rejection(inbound.next())).toMatchObject({ code: 409 })
    inbound.push(1, 1)
    expect((await first).value).toBe(1)
  })

  test('a reader that leaves is told of once, and gets nothing more; one that leaves after the end is not', async () => {
    inbound.push(1, 1)
    for await (const _ of inbound) break
    await inbound.return()
    expect([left, (await inbound.next()).done, inbound.push(2, 1)]).toEqual([1, true, true])
    const over = new Inbound<number>({ maxMessage: 1000, credit: () => {}, left: () => left++ })
    over.push(1, 1)
    over.end()
    for await (const _ of over) break
    expect(left).toBe(1)
  })

  test('leaving wakes a reader that waits', async () => {
    const waiting = inbound.next()
    await inbound.return()
    expect((await waiting).done).toBe(true)
  })
})
