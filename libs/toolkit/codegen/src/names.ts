import { posix } from 'node:path'
import protobuf from 'protobufjs'
import { ProtoError } from './error.ts'
import type { ProtoFile } from './load.ts'

/** What the generated files themselves use, and what JavaScript keeps for itself. */
const taken = new Set(
  `Array AsyncIterable CallOptions Error EventType MessageType Number Object Promise RangeError Record ServerContext
   ServiceDescription Uint8Array c c2 g i k ks l m q r t t2 u v w
   arguments await break case catch class const continue debugger default delete do else enum eval events export extends
   false finally for function if implements import in instanceof interface let messageType new noBytes null ownKey package
   private protected public return static super switch this throw true try typeof undefined var void while with yield`
    .split(/\s+/)
    .filter((word) => word !== ''),
)

/** How a message, enum or service is called in its generated file: `Order.Line` becomes `OrderLine`. */
export function declaredName(object: protobuf.ReflectionObject): string {
  const parts = [object.name]
  for (let parent = object.parent; parent instanceof protobuf.Type; parent = parent.parent) parts.unshift(parent.name)
  const name = parts.join('')
  return taken.has(name) ? `${name}_` : name
}

/** `renting.house.v1.House`, without the library's leading dot. */
export function fullName(object: protobuf.ReflectionObject): string {
  return object.fullName.replace(/^\./, '')
}

/** The proto package without its version: `renting.house`. */
export function serviceName(packageName: string): string {
  return packageName.replace(/(^|\.)v\d+((alpha|beta)\d*)?$/, '')
}

/** Names of an enum's values without the prefix they share with it: `HOUSE_STATUS_LISTED` becomes `LISTED`. */
export function valueNames(type: protobuf.Enum): Map<string, number> {
  const prefix = `${type.name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_').toUpperCase()}_`
  const entries = Object.entries(type.values)
  const shorter = entries.every(([name]) => name.startsWith(prefix) && /^[A-Za-z]/.test(name.slice(prefix.length)))
  return new Map(entries.map(([name, value]) => [shorter ? name.slice(prefix.length) : name, value]))
}

/** The names in one generated file: its own, and those it imports from others. */
export class Names {
  readonly #file: ProtoFile
  readonly #owner = new Map<string, string>()
  readonly #imports = new Map<string, Map<string, string>>()

  constructor(file: ProtoFile) {
    this.#file = file
    for (const object of [...file.messages, ...file.enums]) this.#declare(declaredName(object), object)
    for (const object of file.enums) this.#declare(`${declaredName(object)}Name`, object)
    for (const object of file.services) {
      for (const suffix of ['', 'Client', 'Handler']) this.#declare(`${declaredName(object)}${suffix}`, object)
    }
  }

  /** The name of a message or enum here, or of what is generated beside it; one of another file is imported by it. */
  of(object: protobuf.ReflectionObject, suffix = ''): string {
    const name = `${declaredName(object)}${suffix}`
    const file = object.filename
    if (!file || file === this.#file.path) return name
    const names = this.#imports.get(file) ?? new Map<string, string>()
    this.#imports.set(file, names)
    let local = names.get(name)
    if (local) return local
    local = name
    for (let i = 2; this.#owner.has(local); i++) local = `${name}${i}`
    this.#owner.set(local, fullName(object))
    names.set(name, local)
    return local
  }

  /** What was imported so far, as import clauses by the path of the generated file. */
  imports(): { readonly from: string; readonly clause: string }[] {
    const folder = posix.dirname(this.#file.path)
    return [...this.#imports]
      .map(([file, names]) => {
        const path = posix.relative(folder, file.replace(/\.proto$/, '.js'))
        const clause = [...names].sort().map(([name, local]) => (name === local ? name : `${name} as ${local}`))
        return { from: path.startsWith('.') ? path : `./${path}`, clause: clause.join(', ') }
      })
      .sort((a, b) => (a.from < b.from ? -1 : 1))
  }

  #declare(name: string, object: protobuf.ReflectionObject): void {
    const other = this.#owner.get(name)
    if (other) {
      throw new ProtoError(this.#file.path, undefined, `${other} and ${fullName(object)} would both be named ${name}`)
    }
    this.#owner.set(name, fullName(object))
  }
}
