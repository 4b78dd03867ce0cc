import { backoff, type Clock, errors, type Log, MicroError, sleep } from '@micro/core'
import type { RegistryServiceClient } from '../gen/micro/registry/v1/registry.js'

export interface PeerOptions {
  readonly address: string
  readonly rpc: RegistryServiceClient
  readonly clock: Clock
  readonly random: () => number
  readonly minBackoff: number
  readonly maxBackoff: number
  readonly log: Log | undefined
  /** Says everything again that this client has registered. @throws when the server is gone again */
  restore(peer: Peer): Promise<number>
}

/** One server of the registry, as one client sees it. */
export class Peer {
  readonly address: string
  /** False from when the server was lost until it is back. */
  up = true
  readonly #options: PeerOptions
  readonly #closed = new AbortController()
  #attending: Promise<void> | undefined

  constructor(options: PeerOptions) {
    this.address = options.address
    this.#options = options
  }

  /** Stays with the server from now on: what is registered is registered again whenever the server has been away. */
  attend(): void {
    this.#attending ??= this.#attend()
  }

  async close(): Promise<void> {
    this.#closed.abort()
    await this.#attending
  }

  async #attend(): Promise<void> {
    const { rpc, clock, random, minBackoff, maxBackoff } = this.#options
    const { signal } = this.#closed
    for (let attempt = 0; !signal.aborted; attempt++) {
      try {
        for await (const _ of rpc.attend({}, { address: this.address, signal })) {
          const count = await this.#options.restore(this)
          this.#back(count)
          attempt = 0
        }
        this.#lost(errors.unavailable('micro.registry', 'the server stopped'))
      } catch (error) {
        this.#lost(error)
      }
      await sleep(clock, backoff(attempt, minBackoff, maxBackoff, random), signal)
    }
  }

  #lost(error: unknown): void {
    if (!this.up || this.#closed.signal.aborted) return
    this.up = false
    const why = error instanceof MicroError ? error.detail : String(error)
    this.#options.log?.warn({ address: this.address, error: why }, 'registry server is away: trying until it is back')
  }

  #back(count: number): void {
    if (this.up) return
    this.up = true
    this.#options.log?.info({ address: this.address, nodes: count }, 'registry server is back, all is registered again')
  }
}
