import type { AddressInfo } from 'node:net'
import { StartError } from '@renting/platform'
import type { Api } from './app.ts'

/** Milliseconds that answers under way get when the gateway stops. */
const patience = 3000

/** @returns where it listens, as a URL @throws StartError when the port is taken or not allowed */
export async function listen({ app }: Api, port: number, host: string): Promise<string> {
  try {
    await app.listen({ port, host })
  } catch (error) {
    throw new StartError(whyNot(error, port, host), { cause: error })
  }
  const { address, family, port: actual } = app.server.address() as AddressInfo
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${actual}`
}

function whyNot(error: unknown, port: number, host: string): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return `port ${port} on ${host} is taken; set PORT to another, or end what listens there`
    case 'EACCES':
      return `port ${port} on ${host} is not allowed to this user; set PORT to one above 1023`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${host} is no address of this machine; set HOST to one that is`
    default:
      return `can't listen on ${host}:${port}: ${error instanceof Error ? error.message : String(error)}`
  }
}

/** Not ready any more, then no new connections, then the answers under way; what takes too long is cut off. */
export async function close({ app, health }: Api): Promise<void> {
  health.stop()
  const limit = setTimeout(() => app.server.closeAllConnections(), patience)
  await app.close()
  clearTimeout(limit)
}
