import * as net from 'node:net'
import { type Clock, systemClock } from '../../clock.ts'
import { errors, type MicroError } from '../../errors.ts'
import type { DialOptions, Listener, ListenOptions, Socket, Transport } from '../../transport.ts'
import { formatAddress, parseAddress } from '../address.ts'
import { TcpSocket } from './socket.ts'

const id = 'micro.transport.tcp'

export interface TcpOptions {
  /** Milliseconds of silence before the peer is asked for a sign of life; it is given up after two more. @default 5000 */
  readonly keepAlive?: number
  /** @default systemClock */
  readonly clock?: Clock
}

export const defaultMaxMessage = 4 * 1024 * 1024

/** The default transport between Node services: binary frames, many calls at once on one connection. */
export function tcp(options: TcpOptions = {}): Transport {
  const { keepAlive = 5000, clock = systemClock } = options
  const wrap = (socket: net.Socket, maxMessage = defaultMaxMessage) =>
    new TcpSocket(socket, { keepAlive, clock, maxMessage })
  return {
    name: 'tcp',
    multiplexed: true,
    dial: (address, dialOptions = {}) => dial(address, dialOptions, clock, wrap),
    listen: (address, listenOptions = {}) => listen(address, listenOptions, wrap),
  }
}

type Wrap = (socket: net.Socket, maxMessage?: number) => TcpSocket

function dial(address: string, options: DialOptions, clock: Clock, wrap: Wrap): Promise<Socket> {
  const { host, port } = parseAddress(address)
  const { timeout = 5000, signal, maxMessage } = options
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host: host || '127.0.0.1', port })
    const timer = clock.after(timeout, () => fail(`no connection within ${timeout} ms`))
    const abort = () => fail('no longer wanted')
    const onError = (error: Error) => fail(error.message)
    function fail(why: string) {
      settle()
      socket.on('error', () => {}) // a late one has nobody left to tell
      socket.destroy()
      reject(errors.unavailable(id, `can't connect to ${address}: ${why}`, { unprocessed: true, stack: false }))
    }
    function settle() {
      timer.cancel()
      signal?.removeEventListener('abort', abort)
      socket.off('error', onError)
    }
    socket.once('error', onError)
    socket.once('connect', () => {
      settle()
      resolve(wrap(socket, maxMessage))
    })
    signal?.addEventListener('abort', abort, { once: true })
    if (signal?.aborted) abort()
  })
}

async function listen(address: string, options: ListenOptions, wrap: Wrap): Promise<Listener> {
  const { host, port } = parseAddress(address)
  let accept: ((socket: Socket) => void) | undefined
  const server = net.createServer((socket) => {
    if (accept === undefined) socket.destroy()
    else accept(wrap(socket, options.maxMessage))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explain(address, error)))
    server.listen({ host: host || '127.0.0.1', port }, resolve)
  })
  const bound = server.address() as net.AddressInfo
  return {
    address: formatAddress(bound.address, bound.port),
    accept: (handler) => {
      accept = handler
    },
    // Does not wait for the sockets: they are closed by whoever accepted them.
    close: async () => {
      server.close()
    },
  }
}

function explain(address: string, error: NodeJS.ErrnoException): MicroError {
  const why = {
    EADDRINUSE: 'another process listens there',
    EACCES: 'not allowed: ports below 1024 need privileges',
    EADDRNOTAVAIL: 'this machine has no such address',
  }[error.code ?? '']
  return errors.unavailable(id, `can't listen on ${address}: ${why ?? error.message}`, { cause: error })
}
