import { expect } from 'vitest'

/** For what follows by event, and for work that is due once the clock was moved: on a busy machine it takes long. */
export const byEvent = { timeout: 30_000, interval: 50 }

/** An error of a client whose answer was this problem. */
export const problem = (status: number, code: string): Error =>
  expect.objectContaining({ problem: expect.objectContaining({ status, code }) })
