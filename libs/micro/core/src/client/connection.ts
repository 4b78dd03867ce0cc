import { errors, type MicroError } from '../errors.ts'
import { Message, MessageKind, type Receiver, type Socket } from '../transport.ts'

/** A call that waits on a connection. */
export interface Pending {
  /** On the connection that carries it; 0 before and after. */
  id: number
  /** A message for this call, of any kind but `error`. Valid until this returns. */
  message(message: Message): void
  /** The call failed at the other side, or the connection is lost. */
  failed(error: MicroError): void
  /** The connection can be written to again. */
  drained?(): void
}

/** An id is the place of its call and a generation, so that a late answer never meets the place's next call. */
const placeBits = 20
const placeMask = (1 << placeBits) - 1
const generationMask = 0x7ff

/** The client's side of one socket: knows which answer belongs to which call. */
export class Connection implements Receiver {
  readonly socket: Socket
  /** Filled anew for each message this side sends. */
  readonly out = new Message()
  readonly #onIdle: (connection: Connection) => void
  readonly #onClose: (connection: Connection) => void
  readonly #calls: (Pending | null)[] = [null]
  readonly #free: number[] = []
  #generation = 0
  #active = 0

  constructor(
    socket: Socket,
    on: { readonly idle: (connection: Connection) => void; readonly close: (connection: Connection) => void },
  ) {
    this.socket = socket
    this.#onIdle = on.idle
    this.#onClose = on.close
    socket.recv(this)
  }

  /** Calls that wait. */
  get active(): number {
    return this.#active
  }

  /** Gives the call its id. */
  add(call: Pending): void {
    let place = this.#free.pop()
    if (place === undefined) {
      place = this.#calls.length
      if (place > placeMask) throw errors.tooManyRequests('micro.client', 'too many calls on one connection')
      this.#calls.push(null)
    }
    this.#generation = (this.#generation + 1) & generationMask
    this.#calls[place] = call
    call.id = (this.#generation << placeBits) | place
    this.#active++
  }

  remove(call: Pending): void {
    const place = call.id & placeMask
    if (call.id === 0 || this.#calls[place] !== call) return
    this.#calls[place] = null
    this.#free.push(place)
    call.id = 0
    this.#active--
    if (this.#active === 0) this.#onIdle(this)
  }

  /** Tells the server that nobody waits for the call any more. */
  cancel(id: number): void {
    const { out, socket } = this
    out.kind = MessageKind.cancel
    out.id = id
    out.codec = null
    try {
      socket.send(out)
    } catch {
      // The connection is gone: the server knows by that.
    }
  }

  message(message: Message): void {
    const call = this.#calls[message.id & placeMask]
    if (call === null || call === undefined || call.id !== message.id) return
    if (message.kind === MessageKind.error) call.failed(message.error!)
    else call.message(message)
  }

  drain(): void {
    for (const call of this.#calls) call?.drained?.()
  }

  goaway(): void {
    if (this.#active === 0) this.#onIdle(this)
  }

  close(cause?: MicroError): void {
    this.#onClose(this)
    const error =
      cause ?? errors.unavailable('micro.client', `${this.socket.remote} closed the connection`, { stack: false })
    for (const call of [...this.#calls]) call?.failed(error)
  }
}
