import type { ClockServiceHandler } from '../../gen/renting/platform/v1/clock.js'
import { Refusal } from '../values/index.ts'
import type { SharedClock } from './shared-clock.ts'

/** A century: dates stay in four digits. */
const most = 100 * 366 * 86_400_000

/** The surface by which developers move the domain's time of a service. */
export function clockService(clock: Pick<SharedClock, 'advance' | 'moveTo'>): ClockServiceHandler {
  return {
    advance: async ({ milliseconds }) => ({ offsetMs: await clock.advance(checked('milliseconds', milliseconds)) }),
    moveTo: async ({ offsetMs }) => ({ offsetMs: await clock.moveTo(checked('offsetMs', offsetMs)) }),
  }
}

function checked(field: string, milliseconds: number): number {
  if (milliseconds >= 0 && milliseconds <= most) return milliseconds
  throw new Refusal('invalid', 'INVALID_ADVANCE', `${field} must be from 0 to ${most}`)
}
