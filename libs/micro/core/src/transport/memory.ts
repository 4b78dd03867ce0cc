import { errors, type MicroError } from '../errors.ts'
import { noMetadata } from '../metadata.ts'
import { Reader, Writer } from '../protobuf.ts'
import {
  type Listener,
  type ListenOptions,
  Message,
  MessageKind,
  type Receiver,
  type Route,
  type Socket,
  type Transport,
} from '../transport.ts'

const id = 'micro.transport.memory'
const defaultMaxMessage = 4 * 1024 * 1024
const highWater = 1024 * 1024
const maxQueued = 16 * 1024 * 1024

/**
 * Sockets within one process: for tests, and for several services in one process. Messages are encoded as on any
 * other transport, so nothing works here that would not work there. Services meet on the one object they are given.
 */
export function memoryTransport(): Transport {
  const listeners = new Map<string, { accept: ((socket: Socket) => void) | undefined; maxMessage: number }>()
  let next = 1
  return {
    name: 'memory',
    multiplexed: true,
    async dial(address, { maxMessage = defaultMaxMessage } = {}) {
      const listener = listeners.get(address)
      if (listener?.accept === undefined) {
        throw errors.unavailable(id, `can't connect to ${address}: nobody listens there`, {
          unprocessed: true,
          stack: false,
        })
      }
      const name = `memory:${next++}`
      const near = new MemorySocket(name, address, maxMessage)
      const far = new MemorySocket(address, name, listener.maxMessage)
      near.join(far)
      far.join(near)
      listener.accept(far)
      return near
    },
    async listen(wanted, { maxMessage = defaultMaxMessage }: ListenOptions = {}): Promise<Listener> {
      const address = /(^|:)0$/.test(wanted) || wanted === '' ? `memory:${next++}` : wanted
      if (listeners.has(address)) throw errors.unavailable(id, `can't listen on ${address}: it is taken`)
      const entry: { accept: ((socket: Socket) => void) | undefined; maxMessage: number } = {
        accept: undefined,
        maxMessage,
      }
      listeners.set(address, entry)
      return {
        address,
        accept: (handler) => {
          entry.accept = handler
        },
        close: async () => {
          if (listeners.get(address) === entry) listeners.delete(address)
        },
      }
    },
  }
}

/** What lies between two sockets: a message with its body already in bytes, or an event of the connection. */
type Parcel =
  | { readonly message: Message; readonly body: Buffer }
  | { readonly event: 'goaway' | 'goaway-ack' | 'close' }

class MemorySocket implements Socket {
  readonly local: string
  readonly remote: string
  readonly #maxMessage: number
  /** What the peer knows each of our routes as. */
  readonly #routes = new Map<Route, Route>()
  #peer!: MemorySocket
  #receiver: Receiver | undefined
  #inbox: Parcel[] = []
  #queued = 0
  #scheduled = false
  #paused = false
  #peerWaits = false
  #peerOpen = true
  #closed = false
  #goaway: { readonly promise: Promise<void>; readonly resolve: () => void } | undefined

  constructor(local: string, remote: string, maxMessage: number) {
    this.local = local
    this.remote = remote
    this.#maxMessage = maxMessage
  }

  join(peer: MemorySocket): void {
    this.#peer = peer
  }

  get open(): boolean {
    return this.#peerOpen && !this.#closed
  }

  recv(receiver: Receiver): void {
    this.#receiver = receiver
  }

  send(message: Message): boolean {
    if (this.#closed) throw errors.unavailable(id, 'connection is closed', { unprocessed: true, stack: false })
    if (message.kind === MessageKind.request && this.#peer.#queued > maxQueued) {
      const detail = `${this.remote} does not read: too much is queued`
      throw errors.tooManyRequests(id, detail, { unprocessed: true, stack: false })
    }
    const writer = Writer.create()
    message.codec?.encode(message.type!, message.value, writer)
    const limit = Math.min(this.#maxMessage, this.#peer.#maxMessage)
    if (writer.pos > limit) {
      throw errors.tooLarge(id, `message of ${writer.pos} bytes is over the limit of ${limit}`, { stack: false })
    }
    message.size = writer.pos
    return this.#peer.#deliver({ message: this.#copy(message), body: writer.buf.subarray(0, writer.pos) })
  }

  pause(): void {
    this.#paused = true
  }

  resume(): void {
    this.#paused = false
    this.#schedule()
  }

  goaway(): Promise<void> {
    if (this.#closed) return Promise.resolve()
    if (this.#goaway === undefined) {
      this.#goaway = Promise.withResolvers<void>()
      this.#peer.#deliver({ event: 'goaway' })
    }
    return this.#goaway.promise
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#peer.#deliver({ event: 'close' })
    this.#end()
  }

  #deliver(parcel: Parcel): boolean {
    if (this.#closed) return true
    this.#inbox.push(parcel)
    if ('body' in parcel) this.#queued += parcel.body.length
    this.#schedule()
    this.#peerWaits = this.#queued > highWater
    return !this.#peerWaits
  }

  #schedule(): void {
    if (this.#scheduled || this.#paused || this.#inbox.length === 0) return
    this.#scheduled = true
    // A turn of its own, as a network would give it: the sender's code has run to its end.
    setImmediate(() => this.#drain())
  }

  #drain(): void {
    this.#scheduled = false
    const batch = this.#inbox
    this.#inbox = []
    for (const [index, parcel] of batch.entries()) {
      if (this.#paused) {
        this.#inbox = [...batch.slice(index), ...this.#inbox]
        return
      }
      this.#take(parcel)
    }
    if (this.#peerWaits && this.#queued <= highWater) {
      this.#peerWaits = false
      this.#peer.#receiver?.drain()
    }
  }

  #take(parcel: Parcel): void {
    if (this.#closed) return
    if ('body' in parcel) {
      this.#queued -= parcel.body.length
      parcel.message.body = new Reader(parcel.body).reset(parcel.body, 0, parcel.body.length)
      this.#receiver?.message(parcel.message)
    } else if (parcel.event === 'goaway') {
      this.#peerOpen = false
      this.#receiver?.goaway()
      this.#peer.#deliver({ event: 'goaway-ack' })
    } else if (parcel.event === 'goaway-ack') this.#goaway?.resolve()
    else this.#end()
  }

  #end(cause?: MicroError): void {
    this.#closed = true
    this.#inbox = []
    this.#goaway?.resolve()
    this.#receiver?.close(cause)
  }

  /** As the peer will see it: without what only the sender knows. */
  #copy(message: Message): Message {
    const received = new Message()
    received.kind = message.kind
    received.id = message.id
    received.size = message.size
    if (message.kind === MessageKind.request) {
      received.route = this.#route(message.route!)
      received.timeout = message.timeout
      received.trace = message.trace
    }
    received.metadata = message.metadata ?? noMetadata
    received.error = message.kind === MessageKind.error ? message.error : null
    received.credit = message.credit
    return received
  }

  #route(route: Route): Route {
    let known = this.#routes.get(route)
    if (known === undefined) {
      const { service, endpoint, contentType, from } = route
      known = { service, endpoint, contentType, from, target: undefined }
      this.#routes.set(route, known)
    }
    return known
  }
}
