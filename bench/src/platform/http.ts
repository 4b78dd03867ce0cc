import * as net from 'node:net'

/**
 * One connection that asks for JSON by HTTP, one request at a time. By hand, since a client library would take more of the
 * machine than some of the servers that are measured.
 *
 * @param address `http://127.0.0.1:8080`
 */
export async function connectHttp(address: string): Promise<(path: string) => Promise<void>> {
  const { hostname, port, host } = new URL(address)
  const socket = net.connect(Number(port), hostname)
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject))
  socket.setNoDelay(true)
  // A character for each byte.
  socket.setEncoding('latin1')
  let received = ''
  let waiting: PromiseWithResolvers<void> | undefined
  const end = (error: Error) => waiting?.reject(error)
  socket.on('error', end)
  socket.on('close', () => end(new Error('the server closed the connection')))
  socket.on('data', (chunk) => {
    received += String(chunk)
    const head = received.indexOf('\r\n\r\n')
    if (head < 0) return
    const length = Number(/content-length: (\d+)/i.exec(received)?.[1])
    if (received.length < head + 4 + length) return
    const status = received.slice(0, received.indexOf('\r'))
    received = ''
    if (status.startsWith('HTTP/1.1 200')) waiting?.resolve()
    else end(new Error(status))
  })
  return (path) => {
    waiting = Promise.withResolvers<void>()
    socket.write(`GET ${path} HTTP/1.1\r\nhost: ${host}\r\n\r\n`)
    return waiting.promise
  }
}
