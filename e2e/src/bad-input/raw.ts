import { request } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'

export interface RawAnswer {
  /** Undefined when the connection was closed without an answer. */
  readonly status: number | undefined
  readonly milliseconds: number
}

/** A GET with whatever headers, which `fetch` might not send. */
export function raw(url: URL, headers: Readonly<Record<string, string>> = {}): Promise<RawAnswer> {
  return answered(url, 'GET', headers, async (sent) => void sent.end())
}

/** Sends the beginning of a form with a file, and then a byte now and then, until told to stop. */
export function trickle(url: URL, token: string): Promise<RawAnswer> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'multipart/form-data; boundary=b' }
  return answered(url, 'POST', headers, async (sent, isOver) => {
    sent.write('--b\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n\xff\xd8')
    while (!isOver()) {
      sent.write('x')
      await delay(200)
    }
  })
}

type Sent = ReturnType<typeof request>

function answered(
  url: URL,
  method: string,
  headers: Readonly<Record<string, string>>,
  send: (sent: Sent, isOver: () => boolean) => Promise<void>,
): Promise<RawAnswer> {
  const since = performance.now()
  const { promise, resolve } = Promise.withResolvers<RawAnswer>()
  let over = false
  const end = (status: number | undefined) => {
    over = true
    resolve({ status, milliseconds: performance.now() - since })
    sent.destroy()
  }
  const sent = request(url, { method, headers, agent: false })
  sent.on('response', (response) => end(response.statusCode))
  sent.on('error', () => end(undefined))
  sent.on('close', () => end(undefined))
  void send(sent, () => over)
  return promise
}
