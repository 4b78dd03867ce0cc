import protobuf from 'protobufjs'
import { decodeBody, encodeBody, isOptional, literal } from './code.ts'
import { Lines } from './lines.ts'
import type { ProtoFile } from './load.ts'
import { eventOf, idempotencyOf, kindOf, memberOf, requestOf, responseOf } from './model.ts'
import { declaredName, fullName, Names, serviceName, valueNames } from './names.ts'

/**
 * The JavaScript of one proto: what the messages, enums, services and events are when it runs.
 *
 * @param core where `messageType` is imported from
 */
export function emitJavaScript(file: ProtoFile, core: string): string {
  const names = new Names(file)
  const body = new Lines()
  for (const type of file.enums) emitEnum(body, type)
  for (const type of file.messages) emitMessage(body, type, names)
  for (const service of file.services) emitService(body, service, file, names)
  const events = file.messages.filter((type) => eventOf(type)).map(declaredName)
  if (events.length > 0) body.add('', `export const events = [${events.join(', ')}]`)

  const head = new Lines()
  const helpers = ['messageType', 'noBytes', 'ownKey'].filter((name) =>
    new RegExp(`\\b${name}\\b`).test(body.toString()),
  )
  if (helpers.length > 0) head.add(`import { ${helpers.join(', ')} } from ${quote(core)}`)
  for (const { clause, from } of names.imports()) head.add(`import { ${clause} } from ${quote(from)}`)
  return `${head}${body}`
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}

function emitEnum(out: Lines, type: protobuf.Enum): void {
  const name = declaredName(type)
  const values = valueNames(type)
  const byNumber = new Map([...values].reverse().map(([key, value]) => [value, key]))
  out.add('').block(`export const ${name} = {`, '}', () => {
    for (const [key, value] of values) out.add(`${key}: ${value},`)
  })
  out.block(`export const ${name}Name = {`, '}', () => {
    for (const [value, key] of [...byNumber].reverse()) out.add(`${value < 0 ? `'${value}'` : value}: '${key}',`)
  })
  // For JSON, where protobuf has the names as they are in the proto.
  out.block(`export const ${name}$values = {`, '}', () => {
    for (const [key, value] of Object.entries(type.values)) out.add(`${key}: ${value},`)
  })
}

function emitMessage(out: Lines, type: protobuf.Type, names: Names): void {
  const reference = (target: protobuf.Type | protobuf.Enum): string => names.of(target)
  const event = eventOf(type)
  const open = `messageType({`
  out
    .add('')
    .block(
      `export const ${declaredName(type)} = ${event ? `{ ...${open}` : open}`,
      event ? `}), ${topic(event)} }` : '})',
      () => {
        out.add(`name: ${quote(fullName(type))},`)
        out.block('fields: [', '],', () => {
          for (const field of type.fieldsArray) out.add(`{ ${describe(field, names)} },`)
        })
        out.add(`create: () => (${literal(type)}),`)
        out.block('encode(m, w, q) {', '},', () => out.code(encodeBody(type, reference)))
        out.block('decode(r, l, q, g) {', '},', () => out.code(decodeBody(type, reference)))
      },
    )
}

function topic({ topic, key }: { topic: string; key: string | undefined }): string {
  return `topic: ${quote(topic)}${key === undefined ? '' : `, key: ${quote(key)}`}`
}

function describe(field: protobuf.Field, names: Names): string {
  const target = field.resolvedType
  const parts = [
    `name: ${quote(field.name)}`,
    `type: ${quote(target ? fullName(target) : field.type)}`,
    `repeated: ${field.repeated}`,
  ]
  if (field.jsonName && field.jsonName !== field.name) parts.push(`jsonName: ${quote(field.jsonName)}`)
  if (field.protoName && field.protoName !== field.name) parts.push(`protoName: ${quote(field.protoName)}`)
  if (field instanceof protobuf.MapField) parts.push(`mapKey: ${quote(field.keyType)}`)
  if (isOptional(field)) parts.push('optional: true')
  if (target instanceof protobuf.Type) parts.push(`message: () => ${names.of(target)}`)
  if (target instanceof protobuf.Enum) parts.push(`get values() { return ${names.of(target, '$values')} }`)
  return parts.join(', ')
}

function emitService(out: Lines, service: protobuf.Service, file: ProtoFile, names: Names): void {
  const name = fullName(service)
  out.add('').block(`export const ${declaredName(service)} = {`, '}', () => {
    out.add(`name: ${quote(name)},`)
    out.add(`service: ${quote(serviceName(file.package))},`)
    out.block('methods: {', '},', () => {
      for (const method of service.methodsArray) {
        out.block(`${memberOf(method)}: {`, '},', () => {
          out.add(`name: ${quote(method.name)},`)
          out.add(`endpoint: ${quote(`${service.name}.${method.name}`)},`)
          out.add(`path: ${quote(`/${name}/${method.name}`)},`)
          out.add(`kind: ${quote(kindOf(method))},`)
          out.add(`idempotency: ${quote(idempotencyOf(method))},`)
          out.add(`request: ${names.of(requestOf(method))},`)
          out.add(`response: ${names.of(responseOf(method))},`)
        })
      }
    })
  })
}
