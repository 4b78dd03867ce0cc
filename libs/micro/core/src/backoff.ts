/**
 * Milliseconds to wait before a further attempt: `min` doubled with each attempt, at most `max`; of that at least half,
 * the rest at random, so that those who failed together do not come back together ("equal jitter", Brooker, AWS
 * Architecture Blog 2015).
 * @param attempt 0 for the first wait
 */
export function backoff(attempt: number, min: number, max: number, random: () => number): number {
  return Math.min(max, min * 2 ** Math.min(attempt, 30)) * (0.5 + 0.5 * random())
}
