import { createServer } from 'node:net'
import { portTaken } from './errors.ts'

/**
 * A port on loopback that nobody listens on at this moment.
 *
 * @param wanted 0 for any
 * @throws {PostgresError} PORT_TAKEN
 */
export function freePort(wanted: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? portTaken(wanted) : error),
    )
    probe.listen(wanted, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : wanted))
    })
  })
}
