import type * as net from 'node:net'
import type { Clock, Timer } from '../../clock.ts'
import { ErrorMessage } from '../../error-message.ts'
import { errors, type MicroError } from '../../errors.ts'
import { noMetadata } from '../../metadata.ts'
import { Reader, Writer } from '../../protobuf.ts'
import { Message, MessageKind, type Receiver, type Route, type Socket } from '../../transport.ts'
import { formatAddress } from '../address.ts'
import { readMetadata, readRoute, readTrace, writeMetadata, writeRoute, writeTrace } from './blocks.ts'
import * as frame from './frame.ts'
import { FrameSplitter } from './splitter.ts'

const id = 'micro.transport.tcp'

/** Bytes of the buffer that messages are encoded into; a larger message makes a larger one for its own time. */
const bufferSize = 64 * 1024
/** Written before the turn ends, so that a burst does not grow the buffer: still one write for dozens of messages. */
const flushAt = 48 * 1024
/** Queued bytes from which `send` asks to hold back. */
const highWater = 1024 * 1024
/** Queued bytes from which new requests are refused: a peer that does not read must not fill our memory. */
const maxQueued = 16 * 1024 * 1024

export interface TcpSocketOptions {
  readonly maxMessage: number
  /** Milliseconds without a byte from the peer before it is asked for a sign of life, and again before it is given up. */
  readonly keepAlive: number
  readonly clock: Clock
}

/** A connection of the `tcp` transport. See frame.ts for what goes over it. */
export class TcpSocket implements Socket {
  readonly local: string
  readonly remote: string
  readonly #socket: net.Socket
  readonly #options: TcpSocketOptions
  readonly #splitter: FrameSplitter
  readonly #message = new Message()
  readonly #reader = new Reader(Buffer.alloc(0))
  readonly #out = new Writer()
  readonly #flush = () => this.#write()
  readonly #sentRoutes = new Map<Route, number>()
  readonly #routes: (Route | undefined)[] = []
  #receiver: Receiver | undefined
  #flushing = false
  #waiting = false
  #greeted = false
  #peerLimit = Number.POSITIVE_INFINITY
  #peerOpen = true
  #closed = false
  #silent = 0
  #ungreeted = 0
  #keepAlive: Timer
  #goaway: { readonly promise: Promise<void>; readonly resolve: () => void } | undefined
  #cause: MicroError | undefined

  constructor(socket: net.Socket, options: TcpSocketOptions) {
    this.#socket = socket
    this.#options = options
    this.local = formatAddress(socket.localAddress ?? '', socket.localPort ?? 0)
    this.remote = formatAddress(socket.remoteAddress ?? '', socket.remotePort ?? 0)
    this.#out.buf = Buffer.allocUnsafeSlow(bufferSize)
    this.#splitter = new FrameSplitter(options.maxMessage, {
      frame: (buffer, at, end) => this.#receive(buffer, at, end),
      oversized: (kind, call, size) => this.#oversized(kind, call, size),
    })
    socket.setNoDelay(true)
    socket.on('data', (chunk: Buffer) => this.#read(chunk))
    socket.on('drain', () => this.#drained())
    socket.on('error', (error) =>
      this.#fail(errors.unavailable(id, `connection lost: ${error.message}`, { stack: false })),
    )
    socket.on('close', () => this.#ended())
    this.#keepAlive = options.clock.every(options.keepAlive, () => this.#probe())
    this.#hello()
  }

  get open(): boolean {
    return this.#peerOpen && !this.#closed
  }

  recv(receiver: Receiver): void {
    this.#receiver = receiver
  }

  send(message: Message): boolean {
    if (this.#closed) throw errors.unavailable(id, 'connection is closed', { unprocessed: true, stack: false })
    const out = this.#out
    let route = 0
    if (message.kind === MessageKind.request) {
      if (out.pos + this.#socket.writableLength > maxQueued) {
        throw errors.tooManyRequests(id, `${this.remote} does not read: too much is queued`, {
          unprocessed: true,
          stack: false,
        })
      }
      route = this.#sentRoutes.get(message.route!) ?? this.#describe(message.route!)
    }
    const start = out.pos
    try {
      this.#encode(out, message, route)
    } catch (error) {
      out.rewind(start)
      throw error
    }
    this.#schedule()
    return this.#room()
  }

  pause(): void {
    this.#socket.pause()
  }

  resume(): void {
    if (!this.#closed) this.#socket.resume()
  }

  goaway(): Promise<void> {
    if (this.#closed) return Promise.resolve()
    if (this.#goaway === undefined) {
      this.#goaway = Promise.withResolvers<void>()
      this.#control(frame.FrameKind.goaway)
    }
    return this.#goaway.promise
  }

  close(): Promise<void> {
    if (this.#socket.destroyed) return Promise.resolve()
    this.#closed = true
    this.#write()
    return new Promise((resolve) => {
      const timer = this.#options.clock.after(1000, () => this.#socket.destroy())
      this.#socket.once('close', () => {
        timer.cancel()
        resolve()
      })
      this.#socket.end()
      // A paused socket would never see the peer's end.
      this.#socket.resume()
    })
  }

  // --- sending

  #encode(out: Writer, message: Message, route: number): void {
    const start = out.pos
    out.reserve(frame.headerSize + 4)
    out.pos += frame.headerSize
    let flags = 0
    if (message.kind === MessageKind.request || message.kind === MessageKind.response) {
      if (message.timeout > 0) {
        flags |= frame.Flag.timeout
        // Rounded up: a deadline of less than a millisecond is not no deadline.
        frame.writeUint32(out.buf, out.pos, Math.min(Math.ceil(message.timeout), 0xffff_ffff))
        out.pos += 4
      }
      if (message.trace !== null) {
        flags |= frame.Flag.trace
        writeTrace(out, message.trace)
      }
      if (message.metadata !== null && message.metadata !== noMetadata) {
        flags |= frame.Flag.metadata
        writeMetadata(out, message.metadata)
      }
    }
    const body = out.pos
    if (message.codec !== null) message.codec.encode(message.type!, message.value, out)
    else if (message.kind === MessageKind.error) ErrorMessage.encode(message.error!, out)
    else if (message.kind === MessageKind.credit) out.uint32(message.credit)
    message.size = out.pos - body
    const length = out.pos - start - frame.headerSize
    const limit = Math.min(this.#options.maxMessage, this.#peerLimit)
    if (length > limit) {
      throw errors.tooLarge(id, `message of ${length} bytes is over the limit of ${limit}`, { stack: false })
    }
    frame.writeHeader(out.buf, start, length, message.id, route, message.kind, flags)
  }

  #describe(route: Route): number {
    const number = this.#sentRoutes.size + 1
    if (number > frame.maxRoutes) {
      throw errors.tooManyRequests(id, `more than ${frame.maxRoutes} routes on one connection`)
    }
    const out = this.#out
    const start = out.pos
    out.reserve(frame.headerSize)
    out.pos += frame.headerSize
    try {
      writeRoute(out, route)
    } catch (error) {
      out.rewind(start)
      throw error
    }
    const length = out.pos - start - frame.headerSize
    frame.writeHeader(out.buf, start, length, 0, number, frame.FrameKind.route, 0)
    this.#sentRoutes.set(route, number)
    return number
  }

  #hello(): void {
    const out = this.#out
    frame.writeHeader(out.buf, 0, frame.helloSize, 0, 0, frame.FrameKind.hello, 0)
    frame.writeUint32(out.buf, frame.headerSize, frame.magic)
    frame.writeUint32(out.buf, frame.headerSize + 4, frame.version)
    frame.writeUint32(out.buf, frame.headerSize + 8, this.#options.maxMessage)
    out.pos = frame.headerSize + frame.helloSize
    this.#schedule()
  }

  #control(kind: number): void {
    if (this.#closed) return
    const out = this.#out
    out.reserve(frame.headerSize)
    frame.writeHeader(out.buf, out.pos, 0, 0, 0, kind, 0)
    out.pos += frame.headerSize
    this.#schedule()
  }

  /** A tick of the process runs after all microtasks, so what a burst of settled handlers sends leaves in one write. */
  #schedule(): void {
    if (this.#out.pos >= flushAt) this.#write()
    else if (!this.#flushing) {
      this.#flushing = true
      process.nextTick(this.#flush)
    }
  }

  #write(): void {
    this.#flushing = false
    const out = this.#out
    if (out.pos === 0 || this.#socket.destroyed) return
    this.#socket.write(out.buf.subarray(0, out.pos))
    out.pos = 0
    // Nothing left to write means the kernel has taken it all, and the buffer is free again.
    if (this.#socket.writableLength > 0 || out.buf.length > 4 * bufferSize) {
      out.buf = Buffer.allocUnsafeSlow(bufferSize)
      out.view = null
    }
  }

  #room(): boolean {
    if (this.#socket.writableLength + this.#out.pos < highWater) return true
    this.#waiting = true
    return false
  }

  #drained(): void {
    if (!this.#waiting) return
    this.#waiting = false
    this.#receiver?.drain()
  }

  // --- receiving

  #read(chunk: Buffer): void {
    this.#silent = 0
    try {
      this.#splitter.push(chunk)
    } catch (error) {
      this.#fail(
        errors.badRequest(id, `${this.remote} broke the protocol: ${(error as Error).message}`, { cause: error }),
      )
    }
  }

  /** One whole frame: `buffer[at, end)`. @throws RangeError or TypeError for a frame that is none */
  #receive(buffer: Buffer, at: number, end: number): void {
    const kind = buffer[at + 10]!
    if (!this.#greeted) return this.#greet(kind, buffer, at, end)
    if (kind >= frame.FrameKind.hello) return this.#receiveControl(kind, buffer, at, end)
    const message = this.#message
    if (kind === 0 || kind > MessageKind.credit) throw new RangeError(`unknown kind of frame: ${kind}`)
    message.kind = kind as MessageKind
    message.id = frame.readUint32(buffer, at + 4)
    const flags = buffer[at + 11]!
    let pos = at + frame.headerSize
    message.timeout = 0
    message.trace = null
    message.metadata = noMetadata
    if (flags !== 0) {
      if (flags & frame.Flag.timeout) {
        if (pos + 4 > end) throw new RangeError('timeout runs past its frame')
        message.timeout = frame.readUint32(buffer, pos)
        pos += 4
      }
      if (flags & frame.Flag.trace) {
        if (pos + frame.traceSize > end) throw new RangeError('trace runs past its frame')
        message.trace = readTrace(buffer, pos)
        pos += frame.traceSize
      }
      if (flags & frame.Flag.metadata) {
        const metadata: Record<string, string> = Object.create(null)
        pos = readMetadata(buffer, pos, end, metadata)
        message.metadata = metadata
      }
    }
    message.size = end - pos
    message.body = this.#reader.reset(buffer, pos, end)
    if (kind === MessageKind.request) {
      const route = this.#routes[buffer[at + 8]! | (buffer[at + 9]! << 8)]
      if (route === undefined) throw new RangeError('request on a route that was not described')
      message.route = route
    } else if (kind === MessageKind.error) message.error = ErrorMessage.decode(this.#reader)
    else if (kind === MessageKind.credit) message.credit = this.#reader.uint32()
    this.#receiver?.message(message)
  }

  #greet(kind: number, buffer: Buffer, at: number, end: number): void {
    const body = at + frame.headerSize
    const valid =
      kind === frame.FrameKind.hello && end - body >= frame.helloSize && frame.readUint32(buffer, body) === frame.magic
    if (!valid) throw new RangeError('it does not speak this protocol')
    if (buffer[body + 4] !== frame.version) throw new RangeError(`it speaks version ${buffer[body + 4]}`)
    this.#peerLimit = frame.readUint32(buffer, body + 8)
    this.#greeted = true
  }

  #receiveControl(kind: number, buffer: Buffer, at: number, end: number): void {
    switch (kind) {
      case frame.FrameKind.route: {
        const number = buffer.readUInt16LE(at + 8)
        if (number > frame.maxRoutes || number !== (this.#routes.length || 1)) throw new RangeError('route out of turn')
        this.#routes[number] = readRoute(buffer, at + frame.headerSize, end)
        return
      }
      case frame.FrameKind.ping:
        return this.#control(frame.FrameKind.pong)
      case frame.FrameKind.pong:
        return
      case frame.FrameKind.goaway:
        if (!this.#peerOpen) return
        this.#peerOpen = false
        this.#receiver?.goaway()
        // After whatever the receiver has just sent: the peer may take this as the last of our requests.
        return this.#control(frame.FrameKind.goawayAck)
      case frame.FrameKind.goawayAck:
        return this.#goaway?.resolve()
      default:
        throw new RangeError(`unknown kind of frame: ${kind}`)
    }
  }

  /** The frame itself is skipped; whoever waits for it gets the reason, and the connection goes on. */
  #oversized(kind: number, call: number, size: number): void {
    if (!this.#greeted) throw new RangeError('it does not speak this protocol')
    if (kind === 0 || kind > MessageKind.credit) throw new RangeError(`frame of ${size} bytes`)
    const error = errors.tooLarge(id, `message of ${size} bytes is over the limit of ${this.#options.maxMessage}`, {
      stack: false,
    })
    const message = this.#message
    message.id = call
    message.codec = null
    message.error = error
    message.kind = MessageKind.error
    if (kind === MessageKind.request) this.send(message)
    else {
      message.body = this.#reader.reset(Buffer.alloc(0), 0, 0)
      message.size = 0
      this.#receiver?.message(message)
    }
  }

  // --- life

  #probe(): void {
    // While we do not read, the silence is our own.
    this.#silent = this.#socket.isPaused() ? 0 : this.#silent + 1
    // Whoever does not greet in that time has no business here, however busily it goes about it.
    if (!this.#greeted && ++this.#ungreeted > 3) {
      return this.#fail(errors.unavailable(id, `${this.remote} does not greet`, { stack: false }))
    }
    if (this.#silent === 2) this.#control(frame.FrameKind.ping)
    else if (this.#silent > 3)
      this.#fail(errors.unavailable(id, `${this.remote} gives no sign of life`, { stack: false }))
  }

  /**
   * The peer greets as soon as it accepts, before it reads: without its greeting it has read nothing. So it is when a
   * listener closes with connections that the kernel took and nobody accepted.
   */
  #neverAccepted(): MicroError {
    const why = this.#cause?.detail ?? 'closed before it was accepted'
    return errors.unavailable(id, `${this.remote}: ${why}`, { unprocessed: true, stack: false })
  }

  #fail(cause: MicroError): void {
    this.#cause ??= cause
    this.#closed = true
    this.#socket.destroy()
  }

  #ended(): void {
    this.#closed = true
    this.#keepAlive.cancel()
    this.#goaway?.resolve()
    this.#receiver?.close(this.#greeted ? this.#cause : this.#neverAccepted())
  }
}
