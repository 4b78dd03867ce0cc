import { createServer } from 'node:net'

/**
 * Fails in one sentence when a port cannot be had; after the start of everything would be late to say so.
 *
 * @param port 0 passes
 */
export async function requirePort(port: number, host: string): Promise<void> {
  if (port === 0) return
  await new Promise<void>((resolve, reject) => {
    const probe = createServer()
    probe.once('error', (error: NodeJS.ErrnoException) => reject(new Error(reasonOf(error, port, host))))
    probe.listen(port, host, () => probe.close(() => resolve()))
  })
}

function reasonOf(error: NodeJS.ErrnoException, port: number, host: string): string {
  const another = 'npm start -- --port 8081'
  switch (error.code) {
    case 'EADDRINUSE':
      return `Port ${port} is taken by another program: stop that one, or take another port with ${another}.`
    case 'EACCES':
      return `Port ${port} needs rights that you do not have: take one above 1023 with ${another}.`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `This machine has no address ${host}: correct HOST.`
    default:
      return `Port ${port} on ${host} cannot be had: ${error.message}.`
  }
}
