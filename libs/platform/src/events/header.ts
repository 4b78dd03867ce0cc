import type { Context, Metadata } from '@micro/core'

/** What travels beside an event: the same that the framework's own `publish` says. */
export function eventHeader(event: { readonly topic: string }, id: string, ctx?: Context): Metadata {
  return {
    'content-type': 'application/protobuf',
    'micro-id': id,
    'micro-topic': event.topic,
    ...(ctx?.trace !== undefined && { traceparent: ctx.trace.child().toString() }),
  }
}
