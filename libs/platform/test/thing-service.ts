import type { CallOptions, Method, ServerContext, ServiceDescription } from '@micro/core'
import { type Thing, ThingChanged } from './fixture-event.ts'

export interface ThingServiceClient {
  change(request: Thing, options?: CallOptions): Promise<Thing>
  read(request: Thing, options?: CallOptions): Promise<Thing>
  watch(request: Thing, options?: CallOptions): AsyncIterable<Thing>
}

export interface ThingServiceHandler {
  change(request: Thing, ctx: ServerContext): Thing | Promise<Thing>
  read(request: Thing, ctx: ServerContext): Thing | Promise<Thing>
  watch(request: Thing, ctx: ServerContext): AsyncIterable<Thing>
}

function method(name: string, kind: Method['kind'], idempotency: Method['idempotency']): Method {
  const type = ThingChanged as unknown as Method['request']
  const endpoint = `ThingService.${name}`
  return { name, endpoint, path: `/test.v1.ThingService/${name}`, kind, idempotency, request: type, response: type }
}

/** A contract as the generator would write it. */
export const ThingService: ServiceDescription<ThingServiceClient, ThingServiceHandler> = {
  name: 'test.v1.ThingService',
  service: 'test.things',
  methods: {
    change: method('Change', 'unary', 'unknown'),
    read: method('Read', 'unary', 'no-side-effects'),
    watch: method('Watch', 'server-stream', 'no-side-effects'),
  },
}
