import { expect } from 'vitest'

/** What the contract promises of everything that follows by event, and of work that is due once the clock was moved. */
export const byEvent = { timeout: 5_000, interval: 50 }

/** An error of a client whose answer was this problem. */
export const problem = (status: number, code: string): Error =>
  expect.objectContaining({ problem: expect.objectContaining({ status, code }) })
