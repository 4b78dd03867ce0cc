import { errors } from '@micro/core'

/** etcd's port for clients. */
const defaultPort = 2379
export const defaultAddress = `127.0.0.1:${defaultPort}`

/** Where one member of the cluster is. */
export interface Address {
  /** `10.0.0.1:2379`, `[::1]:2379`, `etcd.internal:2379`. */
  readonly host: string
  readonly secure: boolean
}

/**
 * Reads `host`, `host:port`, `http://host:port` or `https://host:port`; the port is 2379 where it is left out, and TLS
 * is spoken where it is asked for: by `https`, or by `tls` for those that say nothing.
 * @throws MicroError 400 for what is no address, and for `http` where TLS was asked for
 */
export function parseAddress(text: string, tls: boolean): Address {
  const [, scheme, host, port] =
    /^(?:(https?):\/\/)?(\[[0-9a-fA-F:.]+\]|[^:/?#,\s[\]@]+)(?::(\d{1,5}))?\/?$/.exec(text) ?? []
  if (host === undefined || Number(port ?? defaultPort) > 65_535) {
    throw errors.badRequest('micro.registry', `${JSON.stringify(text)} is no address of etcd: host:port is`)
  }
  if (scheme === 'http' && tls) {
    throw errors.badRequest('micro.registry', `${text} is without TLS, and certificates are given: write https://`)
  }
  return { host: `${host}:${port ?? defaultPort}`, secure: tls || scheme === 'https' }
}
