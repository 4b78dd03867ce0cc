import { act, type Change, type Order } from './order.ts'
import { timed } from './states.ts'

/**
 * What has happened to an order by itself until `now`, oldest first, each step at the moment when it was due. Whoever acts
 * on an order looks at this first, so it does not matter whether a timer has run yet.
 */
export function overdue(order: Order, now: number): Change[] {
  const changes: Change[] = []
  for (let current = order; current.dueAt !== undefined && current.dueAt <= now; ) {
    const change = act(current, timed[current.status]!, 'system', current.dueAt)
    changes.push(change)
    current = change.order
  }
  return changes
}

/** An order as of `now`. */
export function asOf(order: Order, now: number): Order {
  return overdue(order, now).at(-1)?.order ?? order
}
