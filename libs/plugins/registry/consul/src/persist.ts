import { backoff, type Clock, MicroError, sleep } from '@micro/core'
import { isTrouble } from './failures.ts'

export interface PersistOptions {
  readonly clock: Clock
  readonly random: () => number
  readonly minBackoff: number
  readonly maxBackoff: number
  /** Milliseconds of nothing but errors. */
  readonly patience: number
}

/**
 * Tries until consul no longer says that it can't: an election, too many questions.
 *
 * @throws MicroError when no agent can be reached, when it refuses, and when patience ends
 */
export async function persist<T>(options: PersistOptions, signal: AbortSignal, act: () => Promise<T>): Promise<T> {
  const { clock, random, minBackoff, maxBackoff, patience } = options
  const since = clock.now()
  for (let attempt = 0; ; attempt++) {
    try {
      return await act()
    } catch (error) {
      const trouble = error instanceof MicroError && isTrouble(error)
      if (!trouble || clock.now() - since > patience) throw error
    }
    await sleep(clock, backoff(attempt, minBackoff, maxBackoff, random), signal)
  }
}
