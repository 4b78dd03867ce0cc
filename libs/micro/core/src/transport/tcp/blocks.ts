import { errors } from '../../errors.ts'
import type { Metadata } from '../../metadata.ts'
import type { Writer } from '../../protobuf.ts'
import { Trace } from '../../trace.ts'
import type { Route } from '../../transport.ts'
import { maxMetadata, readUint32, traceSize, writeUint32 } from './frame.ts'

/** The optional blocks of a frame. Readers throw RangeError for bytes that are none; the connection ends then. */

export function writeTrace(out: Writer, trace: Trace): void {
  out.reserve(traceSize)
  const { buf, pos } = out
  for (let i = 0; i < 6; i++) writeUint32(buf, pos + 4 * i, trace.words[i]!)
  buf[pos + 24] = trace.flags
  out.pos = pos + traceSize
}

export function readTrace(buffer: Buffer, at: number): Trace {
  const word = (i: number) => readUint32(buffer, at + 4 * i)
  return new Trace([word(0), word(1), word(2), word(3), word(4), word(5)], buffer[at + 24]!)
}

/** @throws MicroError 413 */
export function writeMetadata(out: Writer, metadata: Metadata): void {
  const start = out.pos
  out.reserve(4)
  out.pos += 4
  for (const key of Object.keys(metadata)) {
    writeText(out, key, 2)
    writeText(out, metadata[key]!, 4)
    if (out.pos - start > maxMetadata) {
      throw errors.tooLarge('micro.transport.tcp', `metadata is larger than ${maxMetadata} bytes`)
    }
  }
  writeUint32(out.buf, start, out.pos - start - 4)
}

/** Reads the block at `at`. @returns where it ends */
export function readMetadata(buffer: Buffer, at: number, limit: number, into: Record<string, string>): number {
  const start = at + 4
  if (start > limit) throw new RangeError('metadata runs past its frame')
  const end = start + readUint32(buffer, at)
  if (end > limit || end - at > maxMetadata) throw new RangeError('metadata runs past its frame or limit')
  let pos = start
  while (pos < end) {
    const key = lengthAt(buffer, pos, 2, end)
    const keyEnd = pos + 2 + key
    const value = lengthAt(buffer, keyEnd, 4, end)
    const valueEnd = keyEnd + 4 + value
    into[buffer.toString('utf8', pos + 2, keyEnd)] = buffer.toString('utf8', keyEnd + 4, valueEnd)
    pos = valueEnd
  }
  return end
}

export function writeRoute(out: Writer, route: Route): void {
  for (const text of [route.service, route.endpoint, route.contentType, route.from]) writeText(out, text, 2)
}

export function readRoute(buffer: Buffer, at: number, limit: number): Route {
  const texts: string[] = []
  let pos = at
  while (texts.length < 4) {
    const end = pos + 2 + lengthAt(buffer, pos, 2, limit)
    texts.push(buffer.toString('utf8', pos + 2, end))
    pos = end
  }
  if (pos !== limit) throw new RangeError('route has trailing bytes')
  const [service, endpoint, contentType, from] = texts as [string, string, string, string]
  return { service, endpoint, contentType, from, target: undefined }
}

function writeText(out: Writer, text: string, lengthSize: 2 | 4): void {
  const size = Buffer.byteLength(text)
  if (lengthSize === 2 && size > 0xffff)
    throw errors.tooLarge('micro.transport.tcp', 'a name is longer than 65535 bytes')
  out.reserve(lengthSize + size)
  if (lengthSize === 2) out.buf.writeUInt16LE(size, out.pos)
  else writeUint32(out.buf, out.pos, size)
  out.buf.write(text, out.pos + lengthSize)
  out.pos += lengthSize + size
}

function lengthAt(buffer: Buffer, at: number, lengthSize: 2 | 4, limit: number): number {
  if (at + lengthSize > limit) throw new RangeError('text runs past its block')
  const length = lengthSize === 2 ? buffer.readUInt16LE(at) : readUint32(buffer, at)
  if (at + lengthSize + length > limit) throw new RangeError('text runs past its block')
  return length
}
