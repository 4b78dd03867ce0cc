import type { Registry, WatchOptions } from '@micro/core'
import { ConsulServer, EtcdServer } from '@micro/servers'
import { Changes } from '@micro/testing'
import { registryAt } from '../src/rolling/registry.ts'
import type { GoService } from './go-records.ts'
import { type Kind, Peer } from './peer.ts'
import type { Line } from './programs.ts'

/** For what follows by event, leases that run out included. */
export const soon = { timeout: 60_000, interval: 20 }

/** A real server at which ours and Go's meet, and all that a test starts there. */
export class Meeting {
  readonly kind: Kind
  readonly #server: ConsulServer | EtcdServer
  #peers: Peer[] = []
  #registries: Registry[] = []

  private constructor(kind: Kind, server: ConsulServer | EtcdServer) {
    this.kind = kind
    this.#server = server
  }

  static async at(kind: Kind): Promise<Meeting> {
    return new Meeting(kind, kind === 'consul' ? await ConsulServer.start() : await EtcdServer.start())
  }

  get address(): string {
    return this.#server.address
  }

  ours(): Registry {
    const registry = registryAt(this.kind, this.address)
    this.#registries.push(registry)
    return registry
  }

  /** A watcher of ours. */
  watched(options: WatchOptions): Promise<Changes> {
    return Changes.of(this.ours(), options)
  }

  /** A process of Go's that registers, each `ttl` anew: `4s`. */
  registering(line: Line, ttl: string): Promise<Peer> {
    return this.#peer(line, 'register', ttl)
  }

  /** A process of Go's that watches. */
  async watching(line: Line, name: string): Promise<Peer> {
    const peer = await this.#peer(line, 'watch', name)
    await peer.said('watching')
    return peer
  }

  /** What Go lists. */
  list(line: Line, name: string): Promise<readonly GoService[]> {
    return Peer.list(line, this.kind, this.address, name)
  }

  /** Ends what a test has started. What it registered goes with its process, or its lease. */
  async clear(): Promise<void> {
    await Promise.all(this.#registries.map((registry) => registry.close()))
    await Promise.all(this.#peers.map((peer) => peer.end('SIGKILL')))
    this.#registries = []
    this.#peers = []
  }

  stop(): Promise<void> {
    return this.#server.stop()
  }

  async #peer(line: Line, ...args: string[]): Promise<Peer> {
    const peer = await Peer.start(line, this.kind, this.address, ...args)
    this.#peers.push(peer)
    return peer
  }
}
