import { errors } from '../errors.ts'

export interface HostPort {
  readonly host: string
  readonly port: number
}

/** Reads `host:port`, `[v6]:port` or `:port`. @throws MicroError 400 */
export function parseAddress(address: string): HostPort {
  const match = /^(?:\[([^\]]+)\]|([^:]*)):(\d{1,5})$/.exec(address)
  const port = Number(match?.[3])
  if (match === null || port > 65535) {
    throw errors.badRequest('micro.transport', `not an address: ${JSON.stringify(address)} (expected host:port)`)
  }
  return { host: match[1] ?? match[2] ?? '', port }
}

export function formatAddress(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}
