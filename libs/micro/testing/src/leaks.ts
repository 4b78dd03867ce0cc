import { createHook } from 'node:async_hooks'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll } from 'vitest'

/** Milliseconds that closing may take: sockets close in the background. */
const limit = 10_000

/**
 * Call first in a suite's `describe`. When the suite and its own clean-up are over, nothing that it started may be
 * left: no socket, server, process or file handle, no timer (also none that was `unref`ed), no listener on `process`.
 * What is left is named, timers with the place that set them.
 */
export function noLeaks(): void {
  const watch = new LeakWatch()
  beforeAll(() => watch.start())

  // Vitest runs these in reverse order, so this one comes after those that the suite adds below.
  afterAll(async () => {
    const deadline = performance.now() + limit
    while (watch.left().length > 0 && performance.now() < deadline) await delay(20)
    const left = watch.left()
    watch.stop()
    if (left.length > 0) throw new Error(`left behind:\n${left.join('\n')}`)
  }, limit * 2)
}

/** What has been started since `start` and is still there. */
export class LeakWatch {
  #before: ReadonlyMap<string, number> = new Map()
  /** By the timer's id: the stack at which it was set. */
  readonly #timers = new Map<number, string>()
  /** Sees every timer, `unref`ed ones included, which `process.getActiveResourcesInfo()` leaves out. */
  readonly #hook = createHook({
    init: (id, type) => {
      if (type === 'Timeout') this.#timers.set(id, stack())
    },
    destroy: (id) => void this.#timers.delete(id),
    trackPromises: false,
  })

  start(): void {
    this.#before = held()
    this.#hook.enable()
  }

  stop(): void {
    this.#hook.disable()
    this.#timers.clear()
  }

  /** One line each. */
  left(): readonly string[] {
    const more = [...held()].map(([kind, count]) => ({ kind, count: count - (this.#before.get(kind) ?? 0) }))
    return [
      ...more.filter(({ count }) => count > 0).map(({ kind, count }) => `${count} × ${kind}`),
      ...[...this.#timers.values()].flatMap(places).map((place) => `timer set ${place}`),
    ]
  }
}

/** How many there are of each kind of resource that keeps the process alive, and of each listener on `process`. */
function held(): Map<string, number> {
  const counts = new Map<string, number>()
  const add = (kind: string, count: number) => counts.set(kind, (counts.get(kind) ?? 0) + count)
  for (const kind of process.getActiveResourcesInfo()) if (lasting(kind)) add(kind, 1)
  for (const event of process.eventNames()) add(`process.on('${String(event)}')`, process.listenerCount(event))
  return counts
}

/** Timers are watched one by one; the rest that is left out ends by itself within a turn. */
function lasting(kind: string): boolean {
  return kind !== 'Timeout' && kind !== 'Immediate' && !kind.endsWith('ReqWrap') && !kind.startsWith('FSReq')
}

function stack(): string {
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 16
  const { stack = '' } = new Error()
  Error.stackTraceLimit = stackTraceLimit
  return stack
}

/** The lines of a stack that tell where a timer was set; none when the test runner or this file set it. */
function places(stack: string): string[] {
  const lines = stack.split('\n').map((line) => line.trim())
  const told = lines.filter((line) => line.startsWith('at ') && !/node:|\/testing\/src\/leaks\.ts/.test(line))
  const runner = told.findIndex((line) => /node_modules\/@?vitest\//.test(line))
  const ours = runner < 0 ? told : told.slice(0, runner)
  return ours.length === 0
    ? []
    : [
        ours
          .slice(0, 4)
          .join(' ← ')
          .replaceAll(/\?vitest=\d+/g, ''),
      ]
}
