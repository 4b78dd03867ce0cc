import { Refusal } from '@renting/platform/values'

const MINUTE = 60_000

/** How often something may happen to one mobile number. */
export interface Limit {
  readonly most: number
  /** Milliseconds. */
  readonly within: number
}

/** What is counted, and up to where. */
export const limits = {
  sms: [
    { most: 1, within: MINUTE },
    { most: 10, within: 24 * 60 * MINUTE },
  ],
  'sign-in': [{ most: 10, within: 15 * MINUTE }],
} as const satisfies Record<string, readonly Limit[]>

export type Limited = keyof typeof limits

/** How far back what happened still counts. */
export function longest(what: Limited): number {
  return Math.max(...limits[what].map((limit) => limit.within))
}

/**
 * @param happened when it did, milliseconds since 1970, UTC
 * @throws Refusal TOO_MANY_REQUESTS when once more would be too often
 */
export function checkLimits(what: Limited, happened: readonly number[], now: number): void {
  for (const { most, within } of limits[what]) {
    const recent = happened.filter((at) => at > now - within).sort((a, b) => a - b)
    const blocking = recent.at(-most)
    if (blocking !== undefined) {
      const seconds = Math.ceil((blocking + within - now) / 1_000)
      throw new Refusal('too-many', 'TOO_MANY_REQUESTS', `too often for this mobile number; try again in ${seconds} s`)
    }
  }
}
