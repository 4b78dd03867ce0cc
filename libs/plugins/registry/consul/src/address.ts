import { errors } from '@micro/core'

/** Consul's port for HTTP. */
const defaultPort = 8500

export const defaultAddress = `127.0.0.1:${defaultPort}`

/** Where one agent listens. */
export interface AgentAddress {
  /** As it was given, for messages. */
  readonly text: string
  /** Without the brackets of IPv6. */
  readonly host: string
  readonly port: number
  readonly secure: boolean
}

/**
 * `host`, `host:port`, `[::1]:port`, each with `http://` or `https://` before it or not.
 *
 * @param secure where the address does not say
 * @throws MicroError 400 for anything else
 */
export function parseAgentAddress(text: string, secure: boolean): AgentAddress {
  const given = /^https?:\/\//.exec(text)?.[0]
  const url = URL.parse(given === undefined ? `http://${text}` : text)
  if (url === null || url.hostname === '' || url.pathname !== '/' || url.search !== '' || url.username !== '') {
    throw errors.badRequest('micro.registry', `no address of a consul agent: ${text}; it is host:port`)
  }
  const plain = text.slice(given?.length ?? 0)
  return {
    text: plain.replace(/\/$/, ''),
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    // URL leaves out the port that is its scheme's own.
    port: Number(/:(\d+)\/?$/.exec(plain)?.[1] ?? defaultPort),
    secure: given === undefined ? secure : given === 'https://',
  }
}

/** A node's address as consul keeps it. */
export interface HostPort {
  readonly host: string
  /** 0 for an address without a port. */
  readonly port: number
}

/** As Go's `net.SplitHostPort`; what is no `host:port` is a host without a port. */
export function splitHostPort(address: string): HostPort {
  const parts = /^(?:\[([^[\]]*)\]|([^:[\]]*)):([1-9]\d{0,4})$/.exec(address)
  const [host, port] = [parts?.[1] ?? parts?.[2] ?? '', Number(parts?.[3])]
  return host !== '' && port <= 65_535 ? { host, port } : { host: address, port: 0 }
}

export function joinHostPort({ host, port }: HostPort): string {
  if (port === 0) return host
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}
