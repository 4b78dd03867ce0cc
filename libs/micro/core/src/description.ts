/**
 * What the code generator writes for a `.proto`: message types, services and events as plain data.
 *
 * Client and handler types are generated too, as interfaces, and only named here: nothing is inferred over a fleet of
 * services, so five hundred methods type-check as fast as five.
 *
 * @module
 */
import type { Reader, Writer } from './protobuf.ts'

/** A message: how it is named, encoded and decoded. `T` is the generated interface of its fields. */
export interface MessageType<T = unknown> {
  /** Full protobuf name, `renting.house.v1.House`. */
  readonly name: string
  /** Fields in declaration order, for schemas in the registry and tools. */
  readonly fields: readonly Field[]
  /** Appends the message to `writer`. @throws RangeError for a 64-bit field that is no safe integer */
  encode(message: T, writer: Writer): void
  /** Reads from `reader.pos` to `reader.len`. @throws Error for bytes that are no such message */
  decode(reader: Reader): T
  /** As protobuf's JSON: lowerCamelCase names, enums by name, bytes in base64, defaults left out. */
  toJSON(message: T): unknown
  /** Reads protobuf's JSON; also snake_case names, enums by number, 64-bit integers as strings. @throws TypeError */
  fromJSON(json: unknown): T
}

/** One field of a message. */
export interface Field {
  /** As in TypeScript: lowerCamelCase. */
  readonly name: string
  /** A scalar's protobuf name (`string`, `int64`), or the full name of a message or enum. */
  readonly type: string
  readonly repeated: boolean
  /** Of a map: the scalar type of its keys; `type` is that of its values. */
  readonly mapKey?: string
  /** The fields' own fields; only for messages, lazy since messages may contain themselves. */
  readonly message?: () => MessageType
}

export type MethodKind = 'unary' | 'server-stream' | 'client-stream' | 'bidi-stream'

/** protobuf's own `idempotency_level`. A call is repeated only where it is not `unknown`. */
export type Idempotency = 'unknown' | 'idempotent' | 'no-side-effects'

/** One method of a service. */
export interface Method<Request = unknown, Response = unknown> {
  /** As in the proto: `GetHouse`. The generated client and handler call it `getHouse`. */
  readonly name: string
  /** Go Micro's endpoint: `HouseService.GetHouse`. */
  readonly endpoint: string
  /** gRPC's path: `/renting.house.v1.HouseService/GetHouse`. */
  readonly path: string
  readonly kind: MethodKind
  readonly idempotency: Idempotency
  readonly request: MessageType<Request>
  readonly response: MessageType<Response>
}

/**
 * A service of a `.proto`. `Client` and `Handler` are generated interfaces that exist only as types: they carry what
 * `service.client(description)` returns and what `service.handle(description, …)` demands. A function that takes both
 * description and handler writes `NoInfer<Handler>` for the latter, or a handler that lacks a method would pass.
 */
export interface ServiceDescription<Client = unknown, Handler = unknown> {
  /** Full protobuf name, `renting.house.v1.HouseService`. */
  readonly name: string
  /** The name it is registered under: the proto package without its version, `renting.house`. */
  readonly service: string
  /** By the name the client and the handler use: `getHouse`. */
  readonly methods: Readonly<Record<string, Method>>
  /** Never set. */
  readonly types?: { readonly client: Client; readonly handler: Handler }
}

/** A message that is published: the topic is its own, so that nobody spells one by hand. */
export interface EventType<T = unknown> extends MessageType<T> {
  /** `renting.order.completed`. */
  readonly topic: string
  /** The field whose value keeps events in order among themselves, if the proto names one. */
  readonly key?: keyof T & string
}
