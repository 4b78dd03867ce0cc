import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import protobuf from 'protobufjs'
import { ProtoError } from './error.ts'

/** A `.proto` and what it declares, messages and enums with those nested in them. */
export interface ProtoFile {
  /** As others import it: `renting/house/v1/house.proto`. */
  readonly path: string
  /** Empty for the library's own files. */
  readonly source: string
  /** `''` without one. */
  readonly package: string
  readonly messages: readonly protobuf.Type[]
  readonly enums: readonly protobuf.Enum[]
  readonly services: readonly protobuf.Service[]
}

/** Declares the options this generator knows by itself: read by protoc and by people, not here. */
const optionsFile = 'micro/options.proto'

/**
 * Reads every `.proto` under `folder` and what these import.
 *
 * @param include more folders in which imports are looked for
 * @returns the files to generate: those under `folder`, and the ones of `google/protobuf` that they use
 * @throws ProtoError
 */
export function load(folder: string, include: readonly string[] = []): ProtoFile[] {
  const root = new protobuf.Root()
  const files = new Map<string, { source: string; package: string; own: boolean }>()
  const folders = [folder, ...include]

  function read(path: string, own: boolean, importer?: { file: string; source: string }): void {
    if (files.has(path) || path === optionsFile) return
    const found = folders.map((dir) => join(dir, path)).find((candidate) => existsSync(candidate))
    if (!found) {
      const bundled = bundledFile(path)
      if (bundled) {
        files.set(path, { source: '', package: 'google.protobuf', own: true })
        from(path, root, () => root.addJSON(bundled.nested ?? {}))
        return
      }
      const line = importer && lineOf(importer.source, `"${path}"`)
      throw new ProtoError(importer?.file ?? path, line, `imports ${path}, which is not in ${folders.join(' or ')}`)
    }
    const source = readFileSync(found, 'utf8')
    const parsed = parse(path, source, root)
    files.set(path, { source, package: parsed.package ?? '', own })
    for (const target of [...(parsed.imports ?? []), ...(parsed.weakImports ?? [])]) {
      read(target, false, { file: path, source })
    }
  }

  const own = globSync('**/*.proto', { cwd: folder })
    .map((path) => path.replaceAll('\\', '/'))
    .sort()
  // A file counts as imported only if nothing asks for it by itself.
  for (const path of own) read(path, true)
  for (const path of own) {
    const file = files.get(path)
    if (file) file.own = true
  }

  const declared = declarations(root)
  try {
    root.resolveAll()
  } catch (error) {
    locate(declared, files)
    throw error
  }
  const result: ProtoFile[] = []
  for (const [path, file] of files) {
    if (!file.own) continue
    const here = declared.filter((object) => object.filename === path)
    const messages = here.filter((object) => object instanceof protobuf.Type)
    const enums = here.filter((object) => object instanceof protobuf.Enum)
    const services = here.filter((object) => object instanceof protobuf.Service)
    if (here.length > 0) result.push({ path, source: file.source, package: file.package, messages, enums, services })
  }
  return result.sort((a, b) => (a.path < b.path ? -1 : 1))
}

function parse(path: string, source: string, root: protobuf.Root): protobuf.IParserResult {
  // The library reads proto2 too, where fields may be required and have defaults of their own; services here don't.
  if (!/^\s*syntax\s*=\s*(["'])proto3\1\s*;/m.test(source)) {
    throw new ProtoError(path, 1, 'has no line `syntax = "proto3";`')
  }
  try {
    return from(path, root, () => protobuf.parse(source, root, { alternateCommentMode: true }))
  } catch (error) {
    const text = plain(error)
    const line = /\s*\((?:[^()]*, )?line (\d+)\)$/.exec(text)
    throw new ProtoError(path, line ? Number(line[1]) : duplicateLine(source, text), text.slice(0, line?.index))
  }
}

/** Notes on what `add` declares that it comes from `path`. */
function from<R>(path: string, root: protobuf.Root, add: () => R): R {
  const before = new Set(declarations(root))
  const result = add()
  for (const object of declarations(root)) {
    if (!before.has(object)) object.filename = path
  }
  return result
}

/** What the library says, where that can be said plainer. */
function plain(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return text
    .replace(/^no such Type or Enum '(.*)' in .*$/, 'no such type: $1')
    .replace(/^illegal end of input 'null'/, 'the file ends too early')
}

/** The library says what is there twice, not where. */
function duplicateLine(source: string, message: string): number | undefined {
  const [, kind, name] = /^duplicate (id|name) '?([^' ]+)'? in/.exec(message) ?? []
  if (!kind || !name) return undefined
  const lines = source.split('\n')
  const sign = kind === 'id' ? new RegExp(`=\\s*${name}\\s*[;[]`) : new RegExp(`\\b${name}\\b`)
  const last = lines.findLastIndex((line) => sign.test(line))
  return last < 0 ? undefined : last + 1
}

/** Counted from 1. */
export function lineOf(source: string, text: string | RegExp): number | undefined {
  const index = typeof text === 'string' ? source.indexOf(text) : source.search(text)
  return index < 0 ? undefined : source.slice(0, index).split('\n').length
}

/** Every message, enum and service, in the order of declaration. */
function declarations(namespace: protobuf.NamespaceBase): protobuf.ReflectionObject[] {
  return namespace.nestedArray.flatMap((object) => {
    const nested = object instanceof protobuf.Namespace ? declarations(object) : []
    const self =
      object instanceof protobuf.Type || object instanceof protobuf.Enum || object instanceof protobuf.Service
    return self ? [object, ...nested] : nested
  })
}

/** Finds out by itself which declaration can't be resolved: the library says it without a place. @throws ProtoError */
function locate(objects: readonly protobuf.ReflectionObject[], files: ReadonlyMap<string, { source: string }>): void {
  for (const object of objects) {
    const path = object.filename ?? ''
    const source = files.get(path)?.source ?? ''
    const attempt = (part: protobuf.ReflectionObject, text: RegExp, what: string): void => {
      try {
        part.resolve()
      } catch (error) {
        throw new ProtoError(path, lineOf(source, text), `${what}: ${plain(error)}`)
      }
    }
    if (object instanceof protobuf.Type) {
      for (const field of object.fieldsArray) {
        attempt(field, new RegExp(`\\b${underscored(field.name)}\\s*=\\s*${field.id}\\b`), `field ${field.name}`)
      }
    } else if (object instanceof protobuf.Service) {
      for (const method of object.methodsArray) {
        attempt(method, new RegExp(`\\brpc\\s+${method.name}\\b`), `method ${method.name}`)
      }
    } else {
      attempt(object, new RegExp(`\\benum\\s+${object.name}\\b`), `enum ${object.name}`)
    }
  }
}

/** The name of a field as the proto may spell it. */
function underscored(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `(?:_${letter.toLowerCase()}|${letter})`)
}

/** The files of Google's that everybody may import without having them. */
function bundledFile(path: string): protobuf.INamespace | undefined {
  if (!path.startsWith('google/protobuf/')) return undefined
  return protobuf.common.get(path) ?? undefined
}
