import type { Metadata } from '@micro/core'
import type { Cause } from '../values/index.ts'

/** What travels beside an event: what the framework's own `publish` says. The event's trace is a span of `ctx`'s. */
export function eventHeader(ctx?: Cause): Metadata {
  const requestId = ctx?.metadata['x-request-id']
  return {
    'content-type': 'application/protobuf',
    ...(requestId !== undefined && { 'x-request-id': requestId }),
    ...(ctx?.trace !== undefined && { traceparent: ctx.trace.child().toString() }),
  }
}
