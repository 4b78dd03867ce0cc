import { afterAll, beforeAll, expect, test } from 'vitest'
import { faults, restarts } from '../faults.ts'
import { type Mode, Platform } from '../platform.ts'
import { accountJourney } from './account.ts'
import { bookingJourney } from './booking.ts'
import { docsJourney } from './docs.ts'
import { housesJourney } from './houses.ts'
import { idempotencyJourney } from './idempotency.ts'
import { lifeJourney } from './life.ts'
import { ordersJourney } from './orders.ts'
import { raceJourney } from './race.ts'

/** Everything that must be true of a running platform, however it is run: started once, and stopped as by Ctrl-C. */
export function allJourneys(mode: Mode): void {
  let platform: Platform
  beforeAll(async () => {
    platform = await Platform.start({ mode })
  })
  afterAll(() => platform.remove())
  const running = () => platform

  bookingJourney(running)
  idempotencyJourney(running)
  // What decides it is the database, which is the same either way.
  raceJourney(running, mode === 'processes' ? 20 : 5)
  docsJourney(running)
  accountJourney(running)
  housesJourney(running)
  // From here on the clock is moved.
  ordersJourney(running)
  lifeJourney(running)

  test('nothing of it was a fault of the platform, and Ctrl-C ends all of it', async () => {
    expect([...faults(platform), ...restarts(platform)]).toEqual([])
    expect(await platform.stop()).toBe(0)
  })
}
