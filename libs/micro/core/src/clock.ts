/**
 * Time as a dependency: deadlines, leases, back-off and balancing all ask a `Clock`, so that a test can move it
 * (`VirtualClock` of `@micro/testing`) and run the very code that production runs.
 */
export interface Clock {
  /** Milliseconds that only go forward, with fractions. For durations and deadlines. */
  now(): number
  /** Milliseconds since 1970 UTC. For moments that are shown or stored. */
  time(): number
  /** Calls `callback` once, after at least `delay` milliseconds. Does not keep the process alive. */
  after(delay: number, callback: () => void): Timer
  /** Calls `callback` every `period` milliseconds until cancelled. Does not keep the process alive. */
  every(period: number, callback: () => void): Timer
}

export interface Timer {
  /** Does nothing once the timer has fired. */
  cancel(): void
}

export const systemClock: Clock = {
  now: () => performance.now(),
  time: () => Date.now(),
  after(delay, callback) {
    const timer = setTimeout(callback, delay).unref()
    return { cancel: () => clearTimeout(timer) }
  },
  every(period, callback) {
    const timer = setInterval(callback, period).unref()
    return { cancel: () => clearInterval(timer) }
  },
}

/** Resolves after `delay` milliseconds, or at once when `signal` aborts: the caller looks at the signal then. */
export function sleep(clock: Clock, delay: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    const timer = clock.after(delay, done)
    signal?.addEventListener('abort', done, { once: true })
    function done() {
      timer.cancel()
      signal?.removeEventListener('abort', done)
      resolve()
    }
  })
}
