/**
 * Encoding and decoding of one message, as protobufjs generates it, adapted in four ways:
 * - a message has all of its fields as own properties, so looking for inherited defaults and deleting properties
 *   that turn out to be at their default are left out. That is also what makes it faster than the original;
 * - setting a member of a `oneof` clears the others;
 * - 64-bit integers are numbers, also as keys of maps;
 * - unknown fields are skipped, and groups, which proto3 has not, are not looked for.
 *
 * Each adaptation rewrites text that the pinned version of the library is known to write; `check` throws when
 * something is left that should have been rewritten.
 *
 * @module
 */
import protobuf from 'protobufjs'

/** The name by which a message is known in the file that is generated. */
export type Reference = (type: protobuf.Type | protobuf.Enum) => string

const maxDepth = 100

/** Body of `encode(m, w, q)`: message, writer, depth. */
export function encodeBody(type: protobuf.Type, reference: Reference): string[] {
  let code = body(protobuf.encoder(type))
  code = cut(code, 'if(!w)\nw=Writer.create()\n')
  code = cut(code, /if\(m\.\$unknowns!=null(?:.*\n)*?w\.raw\(m\.\$unknowns\[i\]\)\n/)
  code = code
    .replaceAll(/&&Object\.hasOwnProperty\.call\(m,"\w+"\)/g, '')
    .replaceAll(/\(typeof (m\S+)==="object"\?\1\.low\|\|\1\.high:\1!==0\)/g, '$1!==0')
    .replaceAll(/util\.longFromKey\(ks\[i\],(?:true|false)\)/g, 'Number(ks[i])')
    .replaceAll(/(\.s?(?:u?int|fixed)32)\(ks\[i\]\)/g, '$1(Number(ks[i]))')
    .replaceAll('util.boolFromKey(ks[i])', 'ks[i]==="true"')
  return finish(code, type, reference)
}

/** Body of `decode(r, l, q, g)`: reader, length, depth, target. */
export function decodeBody(type: protobuf.Type, reference: Reference): string[] {
  let code = body(protobuf.decoder(type))
  code = cut(code, 'if(!(r instanceof Reader))\nr=Reader.create(r)\n')
  code = cut(code, 'var s=r.pos\n')
  code = cut(code, 'if(t===z){\nz=undefined\nbreak\n}\n')
  code = cut(code, /if\(!r\.discardUnknown\)\{\n.*\n.*\n\}\n/)
  code = cut(code, 'if(z!==undefined)\nthrow Error("missing end group")\n')
  code = code
    .replaceAll('r.size(),undefined,q+1', 'r.size(),q+1')
    .replaceAll('stringVerify()', 'string()')
    // A default on the wire is a value like any other.
    .replaceAll(/if\(.*?\bv=(r\.\w+\(\)).*\n(m\S+)=v\nelse\ndelete \2\n/g, '$2=$1\n')
    // A message has its arrays and maps from the start.
    .replaceAll(/if\(!\((m\S+)&&\1\.length\)\)\n\1=\[\]\n/g, '')
    .replaceAll(/if\((m\S+)===util\.emptyObject\)\n\1=\{\}\n/g, '')
    .replaceAll(/util\.Long\?util\.Long\.fromNumber\(0,(?:true|false)\):0/g, '0')
    .replaceAll('typeof k==="object"?util.longToHash(k):k', 'k')
    .replaceAll('util.makeProp(', 'ownKey(')
    .replaceAll(/^m(?:\.\w+|\["\w+"\])="(\w+)"\n/gm, (_, member: string) => clearSiblings(type, member))
    .replaceAll(/new types\[(\d+)\]\.ctor/g, 'types[$1].create()')
    .replace('m=g||new C', `m=g||${literal(type)}`)
  return finish(code, type, reference)
}

/** A new message as an object literal: one shape for all of a type. */
export function literal(type: protobuf.Type): string {
  return `{${type.fieldsArray.map((field) => `${field.name}:${initial(field)}`).join(',')}}`
}

function initial(field: protobuf.Field): string {
  if (field.map) return '{}'
  if (field.repeated) return '[]'
  if (isOptional(field)) return 'undefined'
  if (field.type === 'string') return '""'
  if (field.type === 'bool') return 'false'
  return field.type === 'bytes' ? 'noBytes' : '0'
}

/** Whether a field may be absent: it is so declared, a message, or one of a `oneof`. */
export function isOptional(field: protobuf.Field): boolean {
  return !field.map && !field.repeated && (field.hasPresence || field.resolvedType instanceof protobuf.Type)
}

function body(code: protobuf.Codegen): string {
  return code
    .toString()
    .replace(/^function \([^)]*\)\{\n/, '')
    .replace(/\}$/, '')
    .replaceAll(/^ +/gm, '')
    .replace(/(util|Reader)\.recursionLimit/, String(maxDepth))
}

function cut(code: string, part: string | RegExp): string {
  const rest = code.replace(part, '')
  if (rest === code)
    throw new Error(`protobufjs generates something else than this version of @micro/codegen expects: ${part}`)
  return rest
}

function clearSiblings(type: protobuf.Type, member: string): string {
  const oneof = type.fields[member]?.partOf
  if (!oneof || oneof.isProto3Optional) return ''
  const others = oneof.fieldsArray.filter((field) => field.name !== member)
  return (
    others.map((field) => `m${protobuf.util.safeProp(field.name)}=`).join('') + (others.length > 0 ? 'undefined\n' : '')
  )
}

function finish(code: string, type: protobuf.Type, reference: Reference): string[] {
  const done = code.replaceAll(/\btypes\[(\d+)\]/g, (_, index: string) => {
    const target = type.fieldsArray[Number(index)]?.resolvedType
    if (!target) throw new Error(`no type for field ${index} of ${type.fullName}`)
    return reference(target)
  })
  const left = /(?:^|[^.\w$"])(util\.|Reader\b|Writer\b|delete |Object\.hasOwn|undefined,q|new C\b).*/m.exec(done)
  if (left)
    throw new Error(`protobufjs generates something else than this version of @micro/codegen expects: ${left[0]}`)
  return done.trimEnd().split('\n')
}
