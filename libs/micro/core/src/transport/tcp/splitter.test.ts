import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { headerSize, writeHeader } from './frame.ts'
import { FrameSplitter } from './splitter.ts'

const limit = 1000

interface Frame {
  readonly kind: number
  readonly id: number
  readonly body: Buffer
}

function bytesOf({ kind, id, body }: Frame): Buffer {
  const bytes = Buffer.alloc(headerSize + body.length)
  writeHeader(bytes, 0, body.length, id, 0, kind, 0)
  body.copy(bytes, headerSize)
  return bytes
}

/** What is said of these chunks. */
function split(chunks: readonly Buffer[]): string[] {
  const said: string[] = []
  const splitter = new FrameSplitter(limit, {
    frame: (buffer, at, end) => said.push(buffer.toString('hex', at, end)),
    oversized: (kind, id, size) => said.push(`oversized ${kind} ${id} ${size}`),
  })
  for (const chunk of chunks) splitter.push(chunk)
  return said
}

const expected = (frames: readonly Frame[]) =>
  frames.map((frame) =>
    frame.body.length > limit
      ? `oversized ${frame.kind} ${frame.id} ${frame.body.length}`
      : bytesOf(frame).toString('hex'),
  )

const size = fc.oneof(
  fc.nat(40),
  fc.nat(limit),
  fc.constantFrom(0, limit, limit + 1),
  fc.integer({ min: limit, max: 5000 }),
)
const frames = fc.array(
  fc.record({ kind: fc.nat(255), id: fc.nat(0xffff_ffff), body: size.map((length) => Buffer.alloc(length, length)) }),
  { minLength: 1, maxLength: 12 },
)

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

/** Bytes of the process: most of what a crumb costs is outside the heap, and counted nowhere else. */
function used(): number {
  collectGarbage()
  return process.memoryUsage.rss()
}

describe('FrameSplitter', () => {
  test('gives the same frames however the bytes are cut, and passes over those that are too large', () => {
    fc.assert(
      fc.property(frames, fc.array(fc.oneof(fc.nat(20), fc.nat(3000)), { maxLength: 60 }), (all, cuts) => {
        const bytes = Buffer.concat(all.map(bytesOf))
        const chunks: Buffer[] = []
        let at = 0
        for (const cut of cuts) {
          chunks.push(Buffer.from(bytes.subarray(at, at + cut)))
          at += cut
        }
        chunks.push(Buffer.from(bytes.subarray(at)))
        expect(split(chunks)).toEqual(expected(all))
      }),
      { numRuns: 300 },
    )
  })

  test('byte by byte as well', () => {
    fc.assert(
      fc.property(frames, (all) => {
        const bytes = Buffer.concat(all.map(bytesOf))
        expect(split(Array.from(bytes, (byte) => Buffer.of(byte)))).toEqual(expected(all))
      }),
      { numRuns: 20 },
    )
  })

  test('a length of four gigabytes is passed over too, and what follows is met', () => {
    const said: string[] = []
    const splitter = new FrameSplitter(limit, {
      frame: (_, at, end) => said.push(`frame of ${end - at}`),
      oversized: (_, __, size) => said.push(`oversized ${size}`),
    })
    const header = Buffer.alloc(headerSize)
    writeHeader(header, 0, 0xffff_ffff, 1, 0, 1, 0)
    splitter.push(header)
    const piece = Buffer.alloc(0x1000_0000)
    for (let i = 0; i < 15; i++) splitter.push(piece)
    splitter.push(piece.subarray(1))
    splitter.push(bytesOf({ kind: 1, id: 1, body: Buffer.alloc(5) }))
    expect(said).toEqual(['oversized 4294967295', `frame of ${headerSize + 5}`])
  })

  test('a frame that comes in crumbs costs what it holds, not what each crumb costs', () => {
    const got: number[] = []
    const splitter = new FrameSplitter(4 * 1024 * 1024, { frame: (_, at, end) => got.push(end - at), oversized() {} })
    const header = Buffer.alloc(headerSize)
    writeHeader(header, 0, 4 * 1024 * 1024, 1, 0, 1, 0)
    splitter.push(header)
    const before = used()
    // Each with a buffer of its own, as from the network.
    for (let i = 0; i < 400_000; i++) splitter.push(Buffer.from(new Uint8Array(1).buffer))
    expect(used() - before).toBeLessThan(80 * 1024 * 1024)
    splitter.push(Buffer.alloc(4 * 1024 * 1024 - 400_000))
    expect(got).toEqual([headerSize + 4 * 1024 * 1024])
  })
})
