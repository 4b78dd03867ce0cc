import type { Context, Metadata } from '@micro/core'

/** What travels beside an event: what the framework's own `publish` says. The event's trace is a span of `ctx`'s. */
export function eventHeader(ctx?: Context): Metadata {
  const requestId = ctx?.metadata['x-request-id']
  return {
    'content-type': 'application/protobuf',
    ...(requestId !== undefined && { 'x-request-id': requestId }),
    ...(ctx?.trace !== undefined && { traceparent: ctx.trace.child().toString() }),
  }
}
