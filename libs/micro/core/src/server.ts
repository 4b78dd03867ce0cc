import type { Clock } from './clock.ts'
import type { Codec } from './codec.ts'
import type { Router } from './server/router.ts'

/**
 * Server: takes calls on one wire and gives them to the handlers. Handlers are registered once, on the service's
 * `router`, and any number of servers answer over them, each a node of its own in the registry. Go Micro's server
 * also subscribes and registers itself; with several servers a service that belongs to the service, and is there.
 */
export interface Server {
  /** What a client must speak: Go Micro's node metadata `protocol`. */
  readonly protocol: string
  /** Go Micro's node metadata `transport`. */
  readonly transport: string
  /** Resolves once calls are answered. @throws MicroError when the address is taken or not allowed */
  start(options: ServerStartOptions): Promise<{ readonly address: string }>
  /**
   * Tells the peers to go elsewhere and waits until all calls that reached this server are answered. Resolves false
   * when `signal` aborted first.
   */
  drain(signal: AbortSignal): Promise<boolean>
  /** Closes everything; calls still under way are aborted. */
  stop(): Promise<void>
}

export interface ServerStartOptions {
  readonly service: string
  readonly router: Router
  readonly codecs: readonly Codec[]
  readonly clock: Clock
}
