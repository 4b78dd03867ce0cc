import { expect, test } from 'vitest'
import { memoryLog } from '../../test/log.ts'
import { DomainClock } from '../clock/domain-clock.ts'
import { Repeating } from './repeating.ts'

const patient = { timeout: 20_000 }
/** Longer than any test: what happens before it happens for another reason. */
const never = 3_600_000

function repeating(work: () => Promise<number>, interval = never) {
  const clock = new DomainClock()
  const { log, lines } = memoryLog()
  return { clock, lines, it: new Repeating({ name: 'test', work, interval, clock, log }) }
}

test('goes on at once while there is something to do, then waits', async () => {
  const left = [3, 2, 1, 0]
  const { it } = repeating(async () => left.shift() ?? Number.NaN)
  it.start()
  await expect.poll(() => left, patient).toEqual([])
  await it.stop()
})

test('looks again after its interval, and when the time was moved', async () => {
  let looks = 0
  const look = async () => {
    looks++
    return 0
  }
  const often = repeating(look, 1)
  often.it.start()
  await expect.poll(() => looks, patient).toBeGreaterThan(3)
  await often.it.stop()

  looks = 0
  const { clock, it } = repeating(look)
  it.start()
  await expect.poll(() => looks, patient).toBe(1)
  clock.advance(1)
  await expect.poll(() => looks, patient).toBe(2)
  await it.stop()
  clock.advance(1)
  expect(looks).toBe(2)
})

test('what fails is tried again, and said once', async () => {
  let runs = 0
  const { it, lines } = repeating(async () => {
    if (++runs <= 2) throw new Error('down')
    return 0
  })
  it.start()
  await expect
    .poll(() => lines().map(({ msg }) => msg), patient)
    .toEqual(['repeated work failed; it tries again', 'repeated work goes on'])
  expect(runs).toBe(3)
  await it.stop()
})

test('stops when what is under way has ended', async () => {
  const begun = Promise.withResolvers<void>()
  const mayEnd = Promise.withResolvers<void>()
  let ended = false
  const { it } = repeating(async () => {
    begun.resolve()
    await mayEnd.promise
    ended = true
    return 1
  })
  it.start()
  await begun.promise
  const stopped = it.stop()
  mayEnd.resolve()
  await stopped
  expect(ended).toBe(true)
})
