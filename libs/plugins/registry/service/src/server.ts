import { randomUUID } from 'node:crypto'
import { type Clock, type Log, type RegistryLimits, RegistryStore, Service, type Transport, tcp } from '@micro/core'
import { RegistryService } from '../gen/micro/registry/v1/registry.js'
import { defaultAddress } from './address.ts'
import { RegistryHandler } from './handler.ts'

export interface RegistryServerOptions {
  /** Where to listen. @default 127.0.0.1:8000, as Go Micro's registry service */
  readonly address?: string
  /** @default tcp() */
  readonly transport?: Transport
  /** Milliseconds of a lease where none is asked for. @default 15000 */
  readonly lease?: number
  /** Size of records, number of nodes. */
  readonly limits?: RegistryLimits
  /** Watches and sessions at once. @default 50000 */
  readonly maxStreams?: number
  /** @default systemClock */
  readonly clock?: Clock
  /** @default warnings and errors to stderr */
  readonly log?: Log
}

/**
 * The registry's server: an ordinary service of the framework that others find at a fixed address. It holds leases in
 * memory and needs no disk: when it comes back empty, its clients fill it again.
 */
export class RegistryServer {
  /** What is registered. */
  readonly store: RegistryStore
  readonly #service: Service

  constructor(options: RegistryServerOptions = {}) {
    const { address = defaultAddress, lease = 15_000, limits, maxStreams = 50_000, clock, log } = options
    const transport = options.transport ?? tcp({ clock })
    this.store = new RegistryStore({ clock, limits })
    const handler = new RegistryHandler({ store: this.store, server: randomUUID(), lease, maxStreams })
    // Its own registry is one in memory, so it is not in its own list: nobody needs to find it there.
    this.#service = new Service({ name: RegistryService.service, address, transport, clock, log, drainTimeout: 2000 })
    this.#service
      .handle(RegistryService, handler)
      .on('beforeStop', () => handler.close())
      .on('afterStop', () => this.store.clear())
  }

  /** What clients dial, once it has started. */
  get address(): string {
    return this.#service.nodes[0]?.address ?? ''
  }

  /** Resolves when calls are answered. @throws MicroError 503 when the address is taken or not allowed */
  start(): Promise<void> {
    return this.#service.start()
  }

  stop(): Promise<void> {
    return this.#service.stop()
  }
}
