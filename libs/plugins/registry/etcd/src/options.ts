import type { Clock, Log } from '@micro/core'

/** Certificates, as PEM. */
export interface EtcdTls {
  /** Who may have signed the servers' certificates. @default those that Node trusts */
  readonly ca?: Uint8Array | string
  /** This client's own, where the servers ask for one; with its key. */
  readonly cert?: Uint8Array | string
  readonly key?: Uint8Array | string
}

export interface EtcdOptions {
  /** Members of the cluster: `host:port`, `https://host:port`. One answers for all. @default 127.0.0.1:2379 */
  readonly address?: string | readonly string[]
  /** Where etcd asks who it is. @default nobody */
  readonly user?: string
  readonly password?: string
  /** Speaks TLS. @default only with addresses that begin with https:// */
  readonly tls?: EtcdTls
  /** Milliseconds for one answer of one member. @default 3000 */
  readonly timeout?: number
  /**
   * Whether lists are asked of the whole cluster: they are then never behind, and need a majority that is there.
   * @default false, as Go Micro: of one member, which may be a moment behind the others
   */
  readonly linearizable?: boolean
  /**
   * Milliseconds of the leases of what is registered without a ttl: this client renews them as long as it is open.
   * @default 15000
   */
  readonly lease?: number
  /** Milliseconds for which a watch that was cut off tries to go on, before it ends with an error. @default 10000 */
  readonly patience?: number
  /** Milliseconds before the second attempt to reach a cluster that was lost, doubled each time, jittered. @default 50 */
  readonly minBackoff?: number
  /** @default 2000 */
  readonly maxBackoff?: number
  /** Bytes of one answer. Lists come in several answers where they have to. @default 64 MiB */
  readonly maxAnswer?: number
  /** Told once when a member is lost, once when it is back, and once of each value that is none. @default nobody */
  readonly log?: Log
  /** For renewals and back-off. @default systemClock */
  readonly clock?: Clock
  /** From 0 to below 1; for jitter. @default Math.random */
  readonly random?: () => number
}
