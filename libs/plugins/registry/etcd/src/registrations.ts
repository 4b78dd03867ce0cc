import { randomInt } from 'node:crypto'
import { errors, registryCanceled, Turns } from '@micro/core'
import type { Cluster } from './cluster.ts'
import { hasReason } from './failure.ts'
import { exactly } from './keys.ts'
import { deleteRange, leaseGrant, leaseKeepAlive, leaseRevoke, put, range } from './rpc.ts'

/** One node that this client has registered. */
interface Registration {
  readonly key: Buffer
  value: Buffer
  /** Of the lease. */
  seconds: number
  /** Whether this client renews it by itself. */
  endless: boolean
  /** As far as known. */
  lease: number | undefined
}

export interface Registered {
  readonly key: string
  readonly value: Buffer
  /** Whole ones; etcd gives at least two with its usual settings. */
  readonly seconds: number
  readonly endless: boolean
}

/** What this client keeps in etcd, each node with a lease of its own. */
export class Registrations {
  readonly #cluster: Cluster
  readonly #byKey = new Map<string, Registration>()
  readonly #turns = new Turns()

  constructor(cluster: Cluster) {
    this.#cluster = cluster
  }

  /**
   * Puts a node there, or renews its lease where it is there as it should be.
   * @throws MicroError
   */
  register(wanted: Registered, signal?: AbortSignal): Promise<void> {
    return this.#inTurn(wanted.key, signal, async () => {
      const known = this.#byKey.get(wanted.key)
      const registration = known ?? { ...wanted, key: Buffer.from(wanted.key), lease: undefined }
      const { value, seconds, endless, lease } = registration
      if (seconds !== wanted.seconds) registration.lease = undefined
      Object.assign(registration, { value: wanted.value, seconds: wanted.seconds, endless: wanted.endless })
      try {
        if (!(await this.#renewed(registration, signal))) await this.#put(registration, signal)
      } catch (error) {
        // It holds what it held before.
        if (seconds !== wanted.seconds) registration.lease = undefined
        Object.assign(registration, { value, seconds, endless })
        throw error
      }
      this.#byKey.set(wanted.key, registration)
      // A lease of another length: nothing hangs on it any more.
      if (lease !== undefined && lease !== registration.lease) await this.#revoke(lease, signal)
    })
  }

  /** Removes a node, whoever put it there. @throws MicroError */
  deregister(key: string, signal?: AbortSignal): Promise<void> {
    return this.#inTurn(key, signal, async () => {
      const registration = this.#byKey.get(key)
      // First: from now on nobody renews it, whatever etcd answers.
      this.#byKey.delete(key)
      await this.#cluster.call(deleteRange, { key: Buffer.from(key) }, signal)
      if (registration?.lease !== undefined) await this.#revoke(registration.lease, signal)
    })
  }

  /** Renews what this client renews by itself. What can't be renewed now is tried again the next time. */
  async renewEndless(): Promise<void> {
    const renewing = [...this.#byKey].map(([key, registration]) =>
      this.#inTurn(key, undefined, async () => {
        if (!registration.endless || this.#byKey.get(key) !== registration) return
        if (!(await this.#renewed(registration))) await this.#put(registration)
      }),
    )
    await Promise.allSettled(renewing)
  }

  clear(): void {
    this.#byKey.clear()
  }

  /** Whether the node is there with its lease, for another while. False when it has to be put there anew. */
  async #renewed(registration: Registration, signal?: AbortSignal): Promise<boolean> {
    const { key, value, lease } = registration
    if (lease === undefined) return false
    const [{ ttl }, { kvs }] = await Promise.all([
      this.#cluster.ask((member, token) => member.ask(leaseKeepAlive, { id: lease }, { token, signal })),
      // A lease that lives says nothing of the key: anybody may have removed or replaced it.
      this.#cluster.call(range, { ...exactly(key), limit: 1, revision: 0, serializable: false }, signal),
    ])
    if (!(ttl > 0)) {
      registration.lease = undefined
      return false
    }
    const [kept] = kvs
    if (kept !== undefined && kept.lease === lease && value.equals(kept.value)) return true
    try {
      await this.#cluster.call(put, { key, value, lease }, signal)
      return true
    } catch (error) {
      if (!isGone(error)) throw error
      registration.lease = undefined
      return false
    }
  }

  /** With a new lease. */
  async #put(registration: Registration, signal?: AbortSignal): Promise<void> {
    const { key, value, seconds } = registration
    const lease = await this.#grant(seconds, signal)
    registration.lease = lease
    await this.#cluster.call(put, { key, value, lease }, signal)
  }

  async #grant(ttl: number, signal: AbortSignal | undefined): Promise<number> {
    for (let attempt = 0; ; attempt++) {
      try {
        // Chosen here, small enough for a number to hold it exactly: etcd's own are not.
        const { id } = await this.#cluster.call(leaseGrant, { ttl, id: randomInt(1, 2 ** 48 - 1) }, signal)
        return id
      } catch (error) {
        // Somebody has this number, or a member took it that could not say so any more.
        if (!hasReason(error, 'LEASE_EXISTS') || attempt > 2) throw error
      }
    }
  }

  /** Nothing depends on it: a lease that is left ends by itself. */
  async #revoke(id: number, signal: AbortSignal | undefined): Promise<void> {
    await this.#cluster.call(leaseRevoke, { id }, signal).catch(() => {})
  }

  /** One thing at a time for each key, so that what was said last is what is there. */
  async #inTurn<T>(key: string, signal: AbortSignal | undefined, act: () => Promise<T>): Promise<T> {
    const next = () => {
      if (signal?.aborted) throw registryCanceled(signal)
      return act()
    }
    const turn = this.#turns.take(key, next)
    return signal === undefined ? turn : await unlessAborted(turn, signal)
  }
}

/**
 * Whole seconds, as etcd counts: at least what was asked for. (Go Micro rounds down, and half a second becomes none.)
 * @throws MicroError 400 for a ttl that is none
 */
export function leaseSeconds(ttl: number): number {
  const seconds = Math.ceil(ttl / 1000)
  if (ttl > 0 && seconds <= maxSeconds) return seconds
  const rest = { reason: 'INVALID_TTL', domain: 'micro.registry' }
  throw errors.badRequest('micro.registry', `a ttl of ${ttl} ms`, rest)
}

/** etcd's own limit. */
const maxSeconds = 9_000_000_000

/** What `promise` becomes, or 499 as soon as the caller gives up. */
async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>()
  const give = () => aborted.reject(registryCanceled(signal))
  if (signal.aborted) give()
  else signal.addEventListener('abort', give, { once: true })
  try {
    return await Promise.race([promise, aborted.promise])
  } finally {
    signal.removeEventListener('abort', give)
  }
}

function isGone(error: unknown): boolean {
  return hasReason(error, 'LEASE_GONE')
}
