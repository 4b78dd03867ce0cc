import { randomUUID } from 'node:crypto'
import type { Broker } from '../broker.ts'
import { protobuf } from '../codec/protobuf.ts'
import type { EventType } from '../description.ts'
import { errors } from '../errors.ts'
import { forwarded, type Metadata } from '../metadata.ts'
import { Writer } from '../protobuf.ts'
import type { Publish } from '../wrapper.ts'

/** Headers of an event, beside its forwarded metadata. */
export const eventHeader = {
  contentType: 'content-type',
  traceparent: 'traceparent',
} as const

/** Encodes and hands over one kind of event. */
export function publisher(event: EventType, broker: Broker | undefined, forward: readonly string[]): Publish {
  return async (message, { ctx, metadata, signal, id = randomUUID(), key }) => {
    if (broker === undefined) throw errors.notImplemented('micro.client', 'this client has no broker to publish to')
    const writer = Writer.create()
    event.encode(message, writer)
    const header: Record<string, string> = {
      ...(forwarded(ctx?.metadata ?? {}, forward, metadata) as Metadata),
      [eventHeader.contentType]: protobuf.contentType,
    }
    if (ctx?.trace !== undefined) header[eventHeader.traceparent] = ctx.trace.child().toString()
    const body = Buffer.from(writer.buf.subarray(0, writer.pos))
    await broker.publish(
      event.topic,
      { id, header, body, key: key ?? keyOf(event, message) },
      { signal: signal ?? ctx?.signal },
    )
  }
}

function keyOf(event: EventType, message: unknown): string | undefined {
  if (event.key === undefined) return undefined
  const value = (message as Record<string, unknown>)[event.key]
  // A field that is not set is no key that events could have in common.
  return value === undefined || value === null || value === '' ? undefined : String(value)
}
