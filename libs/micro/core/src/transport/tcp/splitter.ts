import { headerSize, readUint32 } from './frame.ts'

/** Parts of one frame that are kept as they came, and bytes of one that is no crumb. */
const manyParts = 16
const crumb = 1024
const roomSize = 16 * 1024

/** Where frames go. `frame` may throw: the connection ends then. */
export interface FrameSink {
  /** A whole frame, header included, at `buffer[at, end)`. */
  frame(buffer: Buffer, at: number, end: number): void
  /** A frame that is too large; its bytes are skipped as they come. */
  oversized(kind: number, id: number, size: number): void
}

/**
 * Cuts a stream of chunks into frames. A frame within one chunk is passed on where it lies; one that spans chunks is
 * collected and joined once, when it is whole, so a large frame costs one copy and never a quadratic number of them.
 */
export class FrameSplitter {
  readonly #maxPayload: number
  readonly #sink: FrameSink
  #parts: Buffer[] = []
  /** What crumbs are copied to, up to `#gathered`; the last of the parts. */
  #room: Buffer = Buffer.alloc(0)
  #gathered = 0
  #collected = 0
  /** Bytes that must be there before anything can be done. */
  #needed = headerSize
  /** Bytes of an oversized frame that are still to come. */
  #skip = 0

  constructor(maxPayload: number, sink: FrameSink) {
    this.#maxPayload = maxPayload
    this.#sink = sink
  }

  push(chunk: Buffer): void {
    if (this.#collected === 0) return this.#split(chunk)
    if (this.#parts.length < manyParts || chunk.length > crumb) this.#parts.push(chunk)
    else this.#gather(chunk)
    this.#collected += chunk.length
    if (this.#collected < this.#needed) return
    const joined = Buffer.concat(this.#parts, this.#collected)
    this.#parts = []
    this.#collected = 0
    this.#gathered = 0
    this.#split(joined)
  }

  /** A chunk costs some hundred bytes beside what it holds: crumbs are put together. */
  #gather(chunk: Buffer): void {
    const { length } = this.#parts
    const last = this.#parts[length - 1]!
    if (this.#gathered === 0 || last.buffer !== this.#room.buffer || this.#gathered + chunk.length > roomSize) {
      this.#room = Buffer.allocUnsafeSlow(roomSize)
      this.#gathered = 0
      this.#parts.push(last)
    }
    chunk.copy(this.#room, this.#gathered)
    this.#gathered += chunk.length
    this.#parts[this.#parts.length - 1] = this.#room.subarray(0, this.#gathered)
  }

  #split(buffer: Buffer): void {
    let at = Math.min(this.#skip, buffer.length)
    this.#skip -= at
    while (buffer.length - at >= headerSize) {
      const size = readUint32(buffer, at)
      const end = at + headerSize + size
      if (size > this.#maxPayload) {
        this.#sink.oversized(buffer[at + 10]!, readUint32(buffer, at + 4), size)
        this.#skip = Math.max(0, end - buffer.length)
        at = Math.min(end, buffer.length)
        continue
      }
      if (end > buffer.length) return this.#keep(buffer, at, end - at)
      this.#sink.frame(buffer, at, end)
      at = end
    }
    if (at < buffer.length) this.#keep(buffer, at, headerSize)
  }

  #keep(buffer: Buffer, at: number, needed: number): void {
    this.#parts.push(buffer.subarray(at))
    this.#collected = buffer.length - at
    this.#needed = needed
  }
}
