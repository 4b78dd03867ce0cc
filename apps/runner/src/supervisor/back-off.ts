export interface BackOffOptions {
  /** The longest wait before the first new try, in ms. @default 500 */
  readonly first?: number
  /** The longest wait ever, in ms. @default 15000 */
  readonly limit?: number
  /** A number in [0, 1). @default Math.random */
  readonly random?: () => number
}

/**
 * How long to wait before a new try: twice as long each time up to a limit, and between half and all of that at random,
 * so that what fell together does not rise together.
 *
 * @param attempt 0 for the first new try
 * @returns ms
 */
export function backOff(attempt: number, options: BackOffOptions = {}): number {
  const { first = 500, limit = 15_000, random = Math.random } = options
  const longest = Math.min(limit, first * 2 ** Math.min(attempt, 30))
  return Math.round(longest * (0.5 + random() / 2))
}
