import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/** A way to the server that can be cut: what connects here is, for the server, one process. */
export class Way {
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  #port = 0
  #stalled = false

  /** @param port on 127.0.0.1, of the server behind */
  static async open(port: number): Promise<Way> {
    const way = new Way(port)
    await once(way.#server.listen(0, '127.0.0.1'), 'listening')
    way.#port = (way.#server.address() as AddressInfo).port
    return way
  }

  private constructor(port: number) {
    this.#server = createServer((client) => {
      const server = connect(port, '127.0.0.1')
      for (const [from, to] of [
        [client, server],
        [server, client],
      ] as const) {
        this.#sockets.add(from)
        from.setNoDelay(true)
        from.on('data', (chunk) => to.write(chunk))
        if (this.#stalled) from.pause()
        from.on('error', () => {})
        from.on('close', () => {
          this.#sockets.delete(from)
          to.destroy()
        })
      }
    })
  }

  get port(): number {
    return this.#port
  }

  /** Breaks all connections. New ones work. */
  breakAll(): void {
    for (const socket of this.#sockets) socket.destroy()
  }

  /** Nothing passes any more, and nobody is told. What connects meanwhile gets no answer either. */
  stall(): void {
    this.#stalled = true
    for (const socket of this.#sockets) socket.pause()
  }

  /** After `stall`. */
  flow(): void {
    this.#stalled = false
    for (const socket of this.#sockets) socket.resume()
  }

  /** After `cut`: takes connections again, at the same port. */
  async reopen(): Promise<void> {
    await once(this.#server.listen(this.#port, '127.0.0.1'), 'listening')
  }

  /** Breaks all connections and takes no more. */
  async cut(): Promise<void> {
    if (!this.#server.listening) return
    const closed = once(this.#server, 'close')
    this.#server.close()
    this.breakAll()
    await closed
  }
}

/** `url` by way of another port. */
export function through(url: string, port: number): string {
  const changed = new URL(url)
  changed.port = String(port)
  return changed.href
}
