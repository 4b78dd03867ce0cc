import { connect, createServer, type Server, type Socket } from 'node:net'

/** A line to a server that can be cut, without the server's knowing of it. */
export class Line implements AsyncDisposable {
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  #cut = false

  private constructor(host: string, port: number) {
    this.#server = createServer((near) => {
      if (this.#cut) return void near.destroy()
      const far = connect(port, host)
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#sockets.add(one)
        one.pipe(other)
        one.on('error', () => other.destroy())
        one.on('close', () => {
          this.#sockets.delete(one)
          other.destroy()
        })
      }
    })
  }

  /** @param address of the server: `127.0.0.1:12379` */
  static async to(address: string): Promise<Line> {
    const [host, port] = address.split(':')
    const line = new Line(host!, Number(port))
    await new Promise<void>((resolve) => line.#server.listen(0, '127.0.0.1', resolve))
    return line
  }

  get address(): string {
    const address = this.#server.address()
    if (address === null || typeof address === 'string') throw new Error('the line is closed')
    return `127.0.0.1:${address.port}`
  }

  cut(): void {
    this.#cut = true
    for (const socket of this.#sockets) socket.destroy()
  }

  mend(): void {
    this.#cut = false
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}
