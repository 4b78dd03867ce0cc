import type { Clock, Log } from '@micro/core'

/** All in PEM. */
export interface ConsulTls {
  /** Whom to trust. @default the authorities that Node trusts */
  readonly ca?: string
  /** Of this client, where consul wants to know who asks. */
  readonly cert?: string
  readonly key?: string
}

export interface ConsulOptions {
  /**
   * Agents, `host:port`: the one that answered last is asked, then the next. `https://` before it asks by TLS.
   * @default 127.0.0.1:8500
   */
  readonly address?: string | readonly string[]
  /** An ACL token: `service:write` for what is registered, `service:read` and `node:read` for what is read. */
  readonly token?: string
  /** Given, agents are asked by TLS. */
  readonly tls?: ConsulTls
  /** @default the agent's own */
  readonly datacenter?: string
  /** Whether lists may come from any consul server instead of the leader. @default true, as Go Micro */
  readonly stale?: boolean
  /** Milliseconds for one answer of one agent. @default 5000 */
  readonly timeout?: number
  /** Milliseconds that a watch's query waits in consul for a change, at most; jittered. @default 30000 */
  readonly wait?: number
  /**
   * Milliseconds of the check of what is registered without a ttl: this client renews it as long as it is open.
   * @default 15000
   */
  readonly lease?: number
  /**
   * Milliseconds between two probes: the agent dials the node's address, instead of a check that each renewal passes.
   * @default none
   */
  readonly tcpCheck?: number
  /** Bytes of one answer; what is larger is an error. @default 64 MiB */
  readonly maxResponse?: number
  /** Milliseconds before a watch's query that consul refused is asked again, doubled each time, jittered. @default 100 */
  readonly minBackoff?: number
  /** @default 5000 */
  readonly maxBackoff?: number
  /** Milliseconds for which consul may answer a watch with errors before the watch ends. @default 30000 */
  readonly patience?: number
  /** Told once when consul is lost, once when it is back, and once per node with tags that can't be read. @default nobody */
  readonly log?: Log
  /** @default systemClock */
  readonly clock?: Clock
  /** From 0 to below 1; for jitter. @default Math.random */
  readonly random?: () => number
}
