import type { Clock } from '../clock.ts'
import type { Codec } from '../codec.ts'
import type { Server, ServerStartOptions } from '../server.ts'
import type { Listener, Transport } from '../transport.ts'
import { TimingWheel } from '../wheel.ts'
import { Admission, type AdmissionOptions } from './admission.ts'
import type { ServerCall } from './call.ts'
import { ServerConnection } from './connection.ts'
import type { Router } from './router.ts'

export interface RpcServerOptions extends AdmissionOptions {
  readonly transport: Transport
  /** @default 127.0.0.1:0, any free port */
  readonly address?: string
  /** Bytes. @default 4 MiB */
  readonly maxMessage?: number
  /** Told what a handler threw that is no `MicroError`: the caller only learns that there was a fault. */
  onFault?(error: unknown, call: ServerCall): void
}

/** The server over any message transport. */
export class RpcServer implements Server {
  readonly protocol = 'mucp'
  readonly transport: string
  readonly maxMessage: number
  readonly #options: RpcServerOptions
  readonly #connections = new Set<ServerConnection>()
  #listener: Listener | undefined
  #idle: (() => void) | undefined
  // Set by `start`, before the first connection.
  service!: string
  router!: Router
  codecs!: readonly Codec[]
  clock!: Clock
  wheel!: TimingWheel
  admission!: Admission

  constructor(options: RpcServerOptions) {
    this.#options = options
    this.transport = options.transport.name
    this.maxMessage = options.maxMessage ?? 4 * 1024 * 1024
  }

  async start({ service, router, codecs, clock }: ServerStartOptions): Promise<{ readonly address: string }> {
    const { transport, address = '127.0.0.1:0' } = this.#options
    this.service = service
    this.router = router
    this.codecs = codecs
    this.clock = clock
    this.wheel = new TimingWheel(clock)
    this.admission = new Admission(service, clock, this.#options)
    this.#listener = await transport.listen(address, { maxMessage: this.maxMessage })
    this.admission.start()
    this.#listener.accept((socket) => {
      const connection = new ServerConnection(this, socket)
      this.#connections.add(connection)
      socket.recv(connection)
    })
    return { address: this.#listener.address }
  }

  async drain(signal: AbortSignal): Promise<boolean> {
    // Not started: nothing can have reached it.
    if (this.#listener === undefined) return true
    await this.#listener.close()
    const aborted = new Promise<false>((resolve) => {
      signal.addEventListener('abort', () => resolve(false), { once: true })
      if (signal.aborted) resolve(false)
    })
    const drained = Promise.all([...this.#connections].map(({ socket }) => socket.goaway()))
      .then(() => this.#whenIdle())
      .then(() => true)
    return Promise.race([drained, aborted])
  }

  async stop(): Promise<void> {
    await this.#listener?.close()
    await Promise.all([...this.#connections].map(({ socket }) => socket.close()))
    this.wheel?.stop()
    this.admission?.stop()
  }

  // --- for the connections

  closed(connection: ServerConnection): void {
    this.#connections.delete(connection)
  }

  finished(call: ServerCall): void {
    call.target.stats.latency.record(this.clock.now() - call.started)
    this.admission.leave()
    if (this.admission.calls === 0) this.#idle?.()
  }

  fault(error: unknown, call: ServerCall): void {
    this.#options.onFault?.(error, call)
  }

  #whenIdle(): Promise<void> {
    if (this.admission.calls === 0) return Promise.resolve()
    return new Promise((resolve) => {
      this.#idle = resolve
    })
  }
}
