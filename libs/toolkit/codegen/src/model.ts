/** What the two emitters say alike about services and events, read from the protos and checked. @module */
import protobuf from 'protobufjs'
import { ProtoError } from './error.ts'
import { lineOf, type ProtoFile } from './load.ts'
import { fullName } from './names.ts'

export type Kind = 'unary' | 'server-stream' | 'client-stream' | 'bidi-stream'

export function kindOf(method: protobuf.Method): Kind {
  if (method.requestStream) return method.responseStream ? 'bidi-stream' : 'client-stream'
  return method.responseStream ? 'server-stream' : 'unary'
}

export function idempotencyOf(method: protobuf.Method): 'unknown' | 'idempotent' | 'no-side-effects' {
  const level: unknown = method.options?.idempotency_level
  if (level === 'NO_SIDE_EFFECTS') return 'no-side-effects'
  return level === 'IDEMPOTENT' ? 'idempotent' : 'unknown'
}

export function requestOf(method: protobuf.Method): protobuf.Type {
  return messageOf(method.resolvedRequestType, method)
}

export function responseOf(method: protobuf.Method): protobuf.Type {
  return messageOf(method.resolvedResponseType, method)
}

function messageOf(type: protobuf.Type | null, method: protobuf.Method): protobuf.Type {
  if (!type) throw new Error(`${method.fullName} is not resolved`)
  return type
}

/** The name of a method in the client and the handler: `getHouse`. */
export function memberOf(method: protobuf.Method): string {
  return protobuf.util.lcFirst(method.name)
}

export interface Event {
  readonly topic: string
  /** As in TypeScript. */
  readonly key: string | undefined
}

/** The topic of a message that is an event, and its key. */
export function eventOf(type: protobuf.Type): Event | undefined {
  const topic = option(type, 'topic')
  return topic ? { topic, key: keyField(type)?.name } : undefined
}

function option(type: protobuf.Type, name: string): string | undefined {
  const value: unknown = type.options?.[`(micro.${name})`] ?? type.options?.[`(.micro.${name})`]
  return typeof value === 'string' && value !== '' ? value : undefined
}

function keyField(type: protobuf.Type): protobuf.Field | undefined {
  const key = option(type, 'key')
  return key === undefined ? undefined : type.fieldsArray.find((field) => [field.name, field.protoName].includes(key))
}

/** Refuses what protobuf allows and generated code can't hold. @throws ProtoError */
export function check(files: readonly ProtoFile[]): void {
  const topics = new Map<string, string>()
  for (const file of files) {
    const fail: Fail = (text, message) => {
      throw new ProtoError(file.path, lineOf(file.source, text), message)
    }
    for (const type of file.messages) checkMessage(type, fail)
    for (const type of file.enums) {
      const first = Object.entries(type.values)[0]
      if (first?.[1] !== 0) fail(new RegExp(`\\benum\\s+${type.name}\\b`), `enum ${type.name} does not begin with 0`)
    }
    for (const service of file.services) checkMethods(service, fail)
    for (const type of file.messages) {
      const topic = option(type, 'topic')
      const name = fullName(type)
      const line = new RegExp(`\\bmessage\\s+${type.name}\\b`)
      if (option(type, 'key') !== undefined) {
        if (!topic) fail(line, `${name} has a key but no topic: only events have keys`)
        const key = keyField(type)
        if (!key) fail(line, `${name} has no field ${option(type, 'key')}, which it names as its key`)
        else if (key.repeated || key.map || key.resolvedType instanceof protobuf.Type) {
          fail(line, `${name} names ${key.name} as its key: a key is a single scalar`)
        }
      }
      if (!topic) continue
      const other = topics.get(topic)
      if (other) fail(line, `${name} has the topic ${topic}, as has ${other}: a topic carries one type of message`)
      topics.set(topic, name)
    }
  }
}

type Fail = (text: string | RegExp, message: string) => never

function checkMessage(type: protobuf.Type, fail: Fail): void {
  const seen = new Set<string>()
  for (const field of type.fieldsArray) {
    if (field.name in {}) fail(new RegExp(`\\b${field.name}\\s*=`), `${field.name} is a name that every object has`)
    if (seen.has(field.name)) fail(new RegExp(`\\bmessage\\s+${type.name}\\b`), `${type.name} has ${field.name} twice`)
    seen.add(field.name)
  }
}

function checkMethods(service: protobuf.Service, fail: Fail): void {
  const seen = new Set<string>()
  for (const method of service.methodsArray) {
    const name = memberOf(method)
    if (seen.has(name)) fail(new RegExp(`\\brpc\\s+${method.name}\\b`), `${service.name} has two methods named ${name}`)
    seen.add(name)
  }
}
