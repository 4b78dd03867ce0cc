import { errors } from '../errors.ts'
import type { Transport } from '../transport.ts'
import { Connection } from './connection.ts'

export interface PoolOptions {
  readonly transport: Transport
  /** Milliseconds. @default 5000 */
  readonly dialTimeout?: number
  readonly maxMessage?: number
  /** Connections to one address on a transport where each carries one call. @default 100 */
  readonly size?: number
}

interface Peer {
  readonly connections: Connection[]
  readonly dialing: Set<Promise<Connection>>
}

/**
 * Connections by address. On a multiplexed transport one connection carries all calls to a peer, which is what makes
 * calls cheap; on others a connection is taken for one call at a time.
 */
export class Pool {
  readonly #options: PoolOptions
  readonly #peers = new Map<string, Peer>()
  #closed = false

  constructor(options: PoolOptions) {
    this.#options = options
  }

  /** A connection that takes another call: at once where there is one. @throws MicroError 503 */
  get(address: string): Connection | Promise<Connection> {
    const peer = this.#peers.get(address)
    if (peer !== undefined) {
      for (const connection of peer.connections) if (this.#free(connection)) return connection
    }
    return this.#connect(address)
  }

  async close(): Promise<void> {
    this.#closed = true
    const peers = [...this.#peers.values()]
    const connections = peers.flatMap((peer) => peer.connections)
    await Promise.all(connections.map((connection) => connection.socket.close()))
    await Promise.allSettled(peers.flatMap((peer) => [...peer.dialing]))
  }

  #free(connection: Connection): boolean {
    return connection.socket.open && (this.#options.transport.multiplexed || connection.active === 0)
  }

  #connect(address: string): Promise<Connection> {
    const { transport, size = 100 } = this.#options
    if (this.#closed) return Promise.reject(errors.unavailable('micro.client', 'client is closed', { stack: false }))
    let peer = this.#peers.get(address)
    if (peer === undefined) {
      peer = { connections: [], dialing: new Set() }
      this.#peers.set(address, peer)
    }
    if (transport.multiplexed) {
      for (const dialing of peer.dialing) return dialing
    } else if (peer.connections.length + peer.dialing.size >= size) {
      return Promise.reject(errors.tooManyRequests('micro.client', `all ${size} connections to ${address} are in use`))
    }
    const dialing = this.#dial(address, peer)
    const over = () => {
      peer.dialing.delete(dialing)
      this.#tidy(address, peer)
    }
    peer.dialing.add(dialing)
    dialing.then(over, over)
    return dialing
  }

  async #dial(address: string, peer: Peer): Promise<Connection> {
    const { transport, dialTimeout, maxMessage } = this.#options
    const socket = await transport.dial(address, { timeout: dialTimeout, maxMessage })
    const connection = new Connection(socket, {
      idle: (idle) => {
        if (!idle.socket.open) void idle.socket.close()
      },
      close: (closed) => {
        const index = peer.connections.indexOf(closed)
        if (index >= 0) peer.connections.splice(index, 1)
        this.#tidy(address, peer)
      },
    })
    peer.connections.push(connection)
    if (this.#closed) await socket.close()
    return connection
  }

  /** An address that nobody is at any more is forgotten. */
  #tidy(address: string, peer: Peer): void {
    if (peer.connections.length === 0 && peer.dialing.size === 0) this.#peers.delete(address)
  }
}
