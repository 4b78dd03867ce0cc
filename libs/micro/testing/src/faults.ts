import {
  type Clock,
  errors,
  Message,
  type MicroError,
  Reader,
  type Receiver,
  type Socket,
  systemClock,
  type Timer,
  type Transport,
} from '@micro/core'

/** What goes wrong. Changed at any time; it holds for what is sent and received from then on. */
export interface Faults {
  /** Milliseconds that each received message is late. Order is kept. */
  delay: number
  /** Share of received messages that are lost, 0 to 1. */
  drop: number
  /** Nothing comes and nothing goes, and nobody is told: a cable pulled out, a host gone. */
  blackHole: boolean
  /** Dialing fails. */
  refuse: boolean
}

export interface FaultyTransport extends Transport {
  readonly faults: Faults
  /** Ends every open socket abruptly, as a peer that crashes. */
  reset(): void
}

export interface FaultOptions {
  /** @default systemClock */
  readonly clock?: Clock
  /** Evenly in [0, 1). @default Math.random */
  readonly random?: () => number
}

/**
 * A transport that goes through another one and spoils what it is told to: on the sockets it dials and on those it
 * accepts. The transport below stays real, so what is tested is how calls live with a bad network.
 */
export function faultyTransport(transport: Transport, options: FaultOptions = {}): FaultyTransport {
  const { clock = systemClock, random = Math.random } = options
  const faults: Faults = { delay: 0, drop: 0, blackHole: false, refuse: false }
  const sockets = new Set<FaultySocket>()
  const wrap = (socket: Socket): Socket => {
    const faulty = new FaultySocket(socket, faults, clock, random, () => sockets.delete(faulty))
    sockets.add(faulty)
    return faulty
  }
  return {
    name: transport.name,
    multiplexed: transport.multiplexed,
    faults,
    async dial(address, dialOptions) {
      if (faults.refuse || faults.blackHole) {
        const detail = `can't connect to ${address}: refused by a fault`
        throw errors.unavailable('micro.testing', detail, { unprocessed: true, stack: false })
      }
      return wrap(await transport.dial(address, dialOptions))
    },
    async listen(address, listenOptions) {
      const listener = await transport.listen(address, listenOptions)
      return {
        address: listener.address,
        accept: (handler) => listener.accept((socket) => handler(wrap(socket))),
        close: () => listener.close(),
      }
    },
    reset() {
      for (const socket of [...sockets]) socket.reset()
    },
  }
}

class FaultySocket implements Socket {
  readonly #socket: Socket
  readonly #faults: Faults
  readonly #clock: Clock
  readonly #random: () => number
  readonly #onClose: () => void
  readonly #late = new Set<Timer>()
  #receiver: Receiver | undefined
  #closed = false

  constructor(socket: Socket, faults: Faults, clock: Clock, random: () => number, onClose: () => void) {
    this.#socket = socket
    this.#faults = faults
    this.#clock = clock
    this.#random = random
    this.#onClose = onClose
    socket.recv({
      message: (message) => this.#message(message),
      drain: () => this.#receiver?.drain(),
      goaway: () => this.#inLine(() => this.#receiver?.goaway()),
      close: (cause) => this.#inLine(() => this.#end(cause)),
    })
  }

  get local(): string {
    return this.#socket.local
  }
  get remote(): string {
    return this.#socket.remote
  }
  get open(): boolean {
    return !this.#closed && this.#socket.open
  }

  recv(receiver: Receiver): void {
    this.#receiver = receiver
  }

  send(message: Message): boolean {
    if (this.#closed) throw errors.unavailable('micro.testing', 'connection is closed', { unprocessed: true })
    return this.#faults.blackHole || this.#socket.send(message)
  }

  pause(): void {
    this.#socket.pause()
  }
  resume(): void {
    this.#socket.resume()
  }
  /** The peer's word comes after the messages before it, as late as they are. */
  async goaway(): Promise<void> {
    await this.#socket.goaway()
    await new Promise<void>((resolve) => this.#inLine(resolve))
  }
  close(): Promise<void> {
    return this.#socket.close()
  }

  /** Both sides lose the connection, each without a word of the other. */
  reset(): void {
    this.#end(errors.unavailable('micro.testing', 'connection reset by a fault', { stack: false }))
    void this.#socket.close()
  }

  #message(message: Message): void {
    const { blackHole, drop, delay } = this.#faults
    if (this.#closed || blackHole || (drop > 0 && this.#random() < drop)) return
    if (delay === 0 && this.#late.size === 0) return this.#receiver?.message(message)
    const copy = copyOf(message)
    this.#inLine(() => this.#receiver?.message(copy))
  }

  /** Now, or late and after all that is late already. */
  #inLine(event: () => void): void {
    if (this.#closed || (this.#faults.delay === 0 && this.#late.size === 0)) return event()
    const timer = this.#clock.after(this.#faults.delay, () => {
      this.#late.delete(timer)
      event()
    })
    this.#late.add(timer)
  }

  #end(cause?: MicroError): void {
    if (this.#closed) return
    this.#closed = true
    for (const timer of this.#late) timer.cancel()
    this.#onClose()
    this.#receiver?.close(cause)
  }
}

/** A message is valid only while it is handed over: what is to come later is copied, body and all. */
function copyOf(message: Message): Message {
  const copy = Object.assign(new Message(), message)
  if (message.body !== null) {
    const bytes = Buffer.from(message.body.rest())
    copy.body = new Reader(bytes).reset(bytes, 0, bytes.length)
  }
  return copy
}
