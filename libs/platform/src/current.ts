import { AsyncLocalStorage } from 'node:async_hooks'
import type { Context, Wrapper } from '@micro/core'

/** Follows each call and event through its promises; one does not see another's. */
const storage = new AsyncLocalStorage<Context>()

/**
 * The call or event that this code runs for, if any. For what is said beside the work, in logs and events, and what
 * nobody should have to hand down for it. What the work itself goes by, deadline and cancellation, is passed as `ctx`.
 */
export function currentContext(): Context | undefined {
  return storage.getStore()
}

/** Makes each call and event the current one while its handler runs. */
export function current(): Wrapper {
  return {
    name: 'current',
    slot: 'trace',
    server: (next) => (request, ctx) => storage.run(ctx, next, request, ctx),
    subscribe: (next) => (message, ctx) => storage.run(ctx, next, message, ctx),
  }
}
