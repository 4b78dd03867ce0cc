/**
 * The limit that any RPC over TCP in Node has: the same bytes there and back by `node:net` alone, without knowing what
 * they are. As in the transport itself, what is sent in one turn leaves in one write.
 */

import type { AddressInfo } from 'node:net'
import * as net from 'node:net'

/** Bytes on the wire of one echo message of 1 KB, frame and all. */
export const frameSize = 1024 + 16

/** Writes back whatever it reads, once per read. */
export async function startMirror(): Promise<{ readonly address: string }> {
  const server = net.createServer((socket) => {
    socket.setNoDelay(true)
    socket.on('data', (chunk) => socket.write(chunk))
    socket.on('error', () => {})
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { address: `127.0.0.1:${(server.address() as AddressInfo).port}` }
}

/** @returns a caller over one connection: frames come back in the order they left, so a queue is all it needs */
export async function connectMirror(address: string): Promise<(answered: () => void) => void> {
  const [host, port] = address.split(':') as [string, string]
  const socket = net.connect(Number(port), host)
  await new Promise((resolve) => socket.once('connect', resolve))
  socket.setNoDelay(true)
  const waiting: (() => void)[] = []
  const frames = Buffer.alloc(1000 * frameSize, 'x')
  let head = 0
  let received = 0
  let queued = 0
  socket.on('data', (chunk) => {
    received += chunk.length
    while (received >= frameSize) {
      received -= frameSize
      waiting[head++]!()
    }
    if (head > 100_000) {
      waiting.splice(0, head)
      head = 0
    }
  })
  const flush = () => {
    socket.write(frames.subarray(0, queued * frameSize))
    queued = 0
  }
  return (answered) => {
    waiting.push(answered)
    if (queued++ === 0) process.nextTick(flush)
  }
}
