import { inflateSync } from 'node:zlib'
import { checkedRecord, defaultLimits, type Endpoint, type ServiceRecord, type Value } from '@micro/core'
import type { TagKind } from './encode.ts'

/** What may come out of the tags of one node, and of all nodes of one answer: bytes. A bomb is left where it lies. */
const limits = { node: 4 * 1024 * 1024, answer: 256 * 1024 * 1024 }

/** Characters of tags whose content is remembered: nodes of one service have most of theirs in common. */
const remembered = 4 * 1024 * 1024

/** Go Micro's version where none is said. */
export const unknownVersion = 'latest'

/** What the tags of a node say. */
export interface Tagged {
  readonly version: string
  readonly metadata: Readonly<Record<string, string>>
  readonly endpoints: readonly Endpoint[]
  readonly serviceMetadata: Readonly<Record<string, string>>
  /** Whether there is any tag of Go Micro's. */
  readonly ours: boolean
  /** Tags that look like ours and can't be read. */
  readonly malformed: readonly string[]
}

/** Bytes that may still be unpacked. */
export interface Budget {
  left: number
}

export function answerBudget(): Budget {
  return { left: limits.answer }
}

type Piece = Partial<Pick<ServiceRecord, 'version' | 'metadata' | 'endpoints'>>

/** Reads tags: those that are packed, and the older ones that are plain. */
export class TagReader {
  readonly #known = new Map<string, Piece | undefined>()
  #size = 0

  read(tags: readonly string[], answer: Budget = answerBudget()): Tagged {
    const node: Budget = { left: Math.min(limits.node, answer.left) }
    const before = node.left
    /** Of each kind: of two forms the first that is seen wins. */
    const forms = new Map<string, string>()
    const endpoints: Endpoint[] = []
    const metadata: Record<string, string> = Object.create(null)
    const serviceMetadata: Record<string, string> = Object.create(null)
    const malformed: string[] = []
    let version: string | undefined
    for (const tag of tags) {
      const [, kind, form] = /^([tevs])([-=])/.exec(tag) ?? []
      if (kind === undefined || form === undefined) continue
      if (forms.has(kind) && forms.get(kind) !== form) continue
      forms.set(kind, form)
      const piece = this.#piece(tag, node)
      if (piece === undefined) malformed.push(tag)
      else if (kind === 't') Object.assign(metadata, piece.metadata)
      else if (kind === 's') Object.assign(serviceMetadata, piece.metadata)
      else if (kind === 'e') endpoints.push(...(piece.endpoints ?? []))
      else version ??= piece.version
    }
    answer.left -= before - node.left
    const ours = forms.size > 0
    return { version: version ?? unknownVersion, metadata, endpoints, serviceMetadata, ours, malformed }
  }

  #piece(tag: string, budget: Budget): Piece | undefined {
    if (this.#known.has(tag)) return this.#known.get(tag)
    let piece: Piece | undefined
    try {
      piece = checked(parse(tag[0] as TagKind, unpack(tag, budget)))
    } catch {
      piece = undefined
    }
    this.#size += tag.length
    if (this.#size > remembered) {
      this.#known.clear()
      this.#size = tag.length
    }
    this.#known.set(tag, piece)
    return piece
  }
}

function unpack(tag: string, budget: Budget): string {
  const packed = tag.slice(2)
  if (tag[1] === '=') return packed
  if (!/^(?:[\da-f]{2})+$/i.test(packed)) throw new Error('no hex')
  const most = budget.left
  if (most <= 0) throw new Error('too much')
  let bytes: Buffer
  try {
    bytes = inflateSync(Buffer.from(packed, 'hex'), { maxOutputLength: most })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') budget.left = 0
    throw error
  }
  budget.left -= bytes.length
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
}

function parse(kind: TagKind, text: string): Piece {
  if (kind === 'v') return { version: text }
  const value: unknown = JSON.parse(text)
  return kind === 'e' ? { endpoints: [endpoint(value)] } : { metadata: textMap(value) }
}

/** @throws for what may be no part of a record */
function checked(piece: Piece): Piece {
  const nodes = [{ id: '-', address: '-', metadata: {} }]
  const { version, metadata, endpoints } = checkedRecord(
    { name: '-', version: '-', metadata: {}, endpoints: [], nodes, ...piece },
    defaultLimits,
  )
  return { version, metadata, endpoints }
}

/** An endpoint as Go writes it: `null` for an empty list or map, and fields left out. */
function endpoint(value: unknown): Endpoint {
  const { name, request, response, metadata } = object(value)
  return { name: name as string, request: schema(request), response: schema(response), metadata: textMap(metadata) }
}

function schema(value: unknown): Value | null {
  if (value === null || value === undefined) return null
  const { name, type, values } = object(value)
  // Go has no name for the types of maps and pointers.
  const fields = Array.isArray(values) ? values.map(schema).filter((field) => field !== null) : null
  return { name: (name || 'unknown') as string, type: (type || 'unknown') as string, values: fields }
}

function textMap(value: unknown): Readonly<Record<string, string>> {
  return value === null || value === undefined ? {} : (object(value) as Readonly<Record<string, string>>)
}

function object(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('no object')
  return value as Readonly<Record<string, unknown>>
}
