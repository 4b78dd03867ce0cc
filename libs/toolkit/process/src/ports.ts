import { createServer, type Server } from 'node:net'

/**
 * A port on loopback that nobody listens on at this moment.
 *
 * @param wanted 0 for any
 * @throws the system's error: `EADDRINUSE` where somebody listens there
 */
export async function freePort(wanted = 0): Promise<number> {
  const probe = await listen(wanted)
  return await release(probe)
}

/** So many, each another one. */
export async function freePorts(count: number): Promise<number[]> {
  const probes = await Promise.all(Array.from({ length: count }, () => listen(0)))
  return await Promise.all(probes.map(release))
}

function listen(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(port, '127.0.0.1', () => resolve(probe))
  })
}

function release(probe: Server): Promise<number> {
  const address = probe.address()
  if (address === null || typeof address === 'string') throw new Error('a probe without a port')
  return new Promise((resolve) => probe.close(() => resolve(address.port)))
}
