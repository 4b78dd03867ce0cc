/**
 * The wire of the `tcp` transport. A frame is a fixed header of 12 bytes, then its payload; all numbers little-endian.
 *
 *     u32 payload length | u32 call id | u16 route | u8 kind | u8 flags
 *
 * Kinds 1 to 7 are messages (`MessageKind`); the others belong to the connection. In a message the payload begins with
 * the blocks that `flags` names, in the order of their bits; the rest is the body. A connection opens with one `hello`
 * from each side, sent without waiting for the other's. A route is described once, before its first request, and is a
 * number after that.
 *
 * @module
 */

export const headerSize = 12

/** Frames of the connection itself. */
export const FrameKind = {
  /** Payload: `MICR`, u8 version, 3 bytes zero, u32 largest payload the sender takes. */
  hello: 16,
  /** Payload: service, endpoint, content type, from: each u16 length and UTF-8. Header's route: its number. */
  route: 17,
  ping: 18,
  pong: 19,
  /** New requests are no longer wanted. */
  goaway: 20,
  /** No request comes after this frame. */
  goawayAck: 21,
} as const

export const Flag = {
  /** u32 milliseconds. */
  timeout: 1,
  /** 16 bytes trace id, 8 bytes span id, u8 flags. */
  trace: 2,
  /** u32 size of all pairs, then pairs: u16 length, key, u32 length, value. */
  metadata: 4,
} as const

export const magic = 0x5243494d // "MICR", read as a little-endian number
export const version = 1
export const helloSize = 12
export const traceSize = 25

/** Of the metadata of one message. As much as HTTP servers take in headers. */
export const maxMetadata = 64 * 1024
/** Routes of one connection. Bounds what a peer can make us remember. */
export const maxRoutes = 4096

export function writeHeader(
  buffer: Buffer,
  at: number,
  length: number,
  id: number,
  route: number,
  kind: number,
  flags: number,
): void {
  buffer[at] = length
  buffer[at + 1] = length >>> 8
  buffer[at + 2] = length >>> 16
  buffer[at + 3] = length >>> 24
  buffer[at + 4] = id
  buffer[at + 5] = id >>> 8
  buffer[at + 6] = id >>> 16
  buffer[at + 7] = id >>> 24
  buffer[at + 8] = route
  buffer[at + 9] = route >>> 8
  buffer[at + 10] = kind
  buffer[at + 11] = flags
}

export function readUint32(buffer: Buffer, at: number): number {
  return (buffer[at]! | (buffer[at + 1]! << 8) | (buffer[at + 2]! << 16) | (buffer[at + 3]! << 24)) >>> 0
}

export function writeUint32(buffer: Buffer, at: number, value: number): void {
  buffer[at] = value
  buffer[at + 1] = value >>> 8
  buffer[at + 2] = value >>> 16
  buffer[at + 3] = value >>> 24
}
