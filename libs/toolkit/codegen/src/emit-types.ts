import type protobuf from 'protobufjs'
import { isOptional } from './code.ts'
import { Lines } from './lines.ts'
import type { ProtoFile } from './load.ts'
import { eventOf, kindOf, memberOf, requestOf, responseOf } from './model.ts'
import { declaredName, fullName, Names, valueNames } from './names.ts'

/**
 * The declarations of one proto: interfaces of its messages, clients and handlers, and the types of the values that
 * `emitJavaScript` writes. Nothing in them is computed from something else, so they are checked as fast as they are read.
 *
 * @param core where the framework's types are imported from
 */
export function emitTypes(file: ProtoFile, core: string): string {
  const names = new Names(file)
  const body = new Lines()
  for (const type of file.enums) emitEnum(body, type)
  for (const type of file.messages) emitMessage(body, type, names)
  for (const service of file.services) emitService(body, service, names)
  const events = file.messages.filter((type) => eventOf(type)).map(declaredName)
  if (events.length > 0) {
    body.add('').doc('Every event of this proto.')
    body.add(`export declare const events: readonly [${events.map((name) => `typeof ${name}`).join(', ')}]`)
  }

  const head = new Lines()
  const used = [
    ...(file.services.length > 0 ? ['CallOptions'] : []),
    ...(events.length > 0 ? ['EventType'] : []),
    ...(events.length < file.messages.length ? ['MessageType'] : []),
    ...(file.services.length > 0 ? ['ServerContext', 'ServiceDescription'] : []),
  ]
  if (used.length > 0) head.add(`import type { ${used.join(', ')} } from '${core}'`)
  for (const { clause, from } of names.imports()) head.add(`import type { ${clause} } from '${from}'`)
  // A file without imports and exports would be a script.
  return `${head}${body}${used.length + file.enums.length === 0 ? 'export {}\n' : ''}`
}

function emitEnum(out: Lines, type: protobuf.Enum): void {
  const name = declaredName(type)
  const values = valueNames(type)
  const comments = new Map(Object.entries(type.comments))
  const originals = Object.keys(type.values)
  const byNumber = new Map([...values].reverse().map(([key, value]) => [value, key]))

  out.add('').doc(type.comment)
  out.block(`export declare const ${name}: {`, '}', () => {
    for (const [i, [key, value]] of [...values].entries()) {
      out.doc(comments.get(originals[i] ?? '')).add(`readonly ${key}: ${value}`)
    }
  })
  out.doc(type.comment).add(`export type ${name} = ${[...new Set(values.values())].join(' | ')}`)
  out.doc(`The names of \`${name}\` by number.`)
  out.block(`export declare const ${name}Name: {`, '}', () => {
    for (const [value, key] of [...byNumber].reverse())
      out.add(`readonly ${value < 0 ? `'${value}'` : value}: '${key}'`)
  })
  out.add(`export type ${name}Name = keyof typeof ${name}`)
}

function emitMessage(out: Lines, type: protobuf.Type, names: Names): void {
  const name = declaredName(type)
  const event = eventOf(type)
  out.add('').doc(type.comment)
  if (type.fieldsArray.length === 0) {
    out.add(`export interface ${name} {}`)
  } else {
    out.block(`export interface ${name} {`, '}', () => {
      for (const field of type.fieldsArray) {
        const oneof = field.partOf && !field.partOf.isProto3Optional ? field.partOf : undefined
        const others = oneof?.fieldsArray.filter((other) => other !== field).map((other) => `\`${other.name}\``)
        out.doc(field.comment, others && others.length > 0 ? `Only without ${others.join(', ')}.` : undefined)
        out.add(`${field.name}${isOptional(field) ? '?' : ''}: ${typeOf(field, names)}`)
      }
    })
  }
  if (!event) {
    out.doc(type.comment).add(`export declare const ${name}: MessageType<${name}>`)
    return
  }
  const key = event.key === undefined ? '' : `; readonly key: '${event.key}'`
  out.doc(type.comment, `Published to \`${event.topic}\`${event.key ? `, in order for each \`${event.key}\`` : ''}.`)
  out.add(`export declare const ${name}: EventType<${name}> & { readonly topic: '${event.topic}'${key} }`)
}

const scalarTypes: Readonly<Record<string, string>> = { string: 'string', bool: 'boolean', bytes: 'Uint8Array' }

function typeOf(field: protobuf.Field, names: Names): string {
  const single = field.resolvedType ? names.of(field.resolvedType) : (scalarTypes[field.type] ?? 'number')
  if (field.map) return `Record<string, ${single}>`
  return field.repeated ? `${single}[]` : single
}

function emitService(out: Lines, service: protobuf.Service, names: Names): void {
  const name = declaredName(service)
  // Members are properties rather than methods: a method's parameter may be narrower than what it is called with.
  out.add('').doc(service.comment, `Calls \`${fullName(service)}\`.`)
  out.block(`export interface ${name}Client {`, '}', () => {
    for (const method of service.methodsArray) {
      const { request, response } = ends(method, names)
      const result = method.responseStream ? response : `Promise<${response}>`
      const input = method.requestStream ? 'requests' : 'request'
      out.doc(method.comment).add(`${memberOf(method)}: (${input}: ${request}, options?: CallOptions) => ${result}`)
    }
  })
  out.add('').doc(service.comment, `Implements \`${fullName(service)}\`.`)
  out.block(`export interface ${name}Handler {`, '}', () => {
    for (const method of service.methodsArray) {
      const { request, response } = ends(method, names)
      const result = method.responseStream ? response : `${response} | Promise<${response}>`
      const input = method.requestStream ? 'requests' : 'request'
      out.doc(method.comment).add(`${memberOf(method)}: (${input}: ${request}, ctx: ServerContext) => ${result}`)
    }
  })
  out.add('').doc(service.comment, `\`${fullName(service)}\``)
  out.add(`export declare const ${name}: ServiceDescription<${name}Client, ${name}Handler>`)
}

function ends(method: protobuf.Method, names: Names): { request: string; response: string } {
  const kind = kindOf(method)
  const request = names.of(requestOf(method))
  const response = names.of(responseOf(method))
  return {
    request: kind === 'client-stream' || kind === 'bidi-stream' ? `AsyncIterable<${request}>` : request,
    response: kind === 'server-stream' || kind === 'bidi-stream' ? `AsyncIterable<${response}>` : response,
  }
}
