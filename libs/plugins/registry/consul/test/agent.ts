import { setTimeout as pause } from 'node:timers/promises'

/** Asks an agent as anybody may, past the plugin. @throws Error for any status but 200 */
export async function ask(address: string, method: string, path: string, body?: unknown): Promise<unknown> {
  // Nothing is kept open: the tests look for connections that are left.
  const headers = { connection: 'close' }
  const sent = body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) }
  const answer = await fetch(`http://${address}/v1/${path}`, sent)
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
  return text === '' ? undefined : JSON.parse(text)
}

/** Leaves an agent without services, in the catalog too. */
export async function deregisterAll(address: string): Promise<void> {
  const services = Object.keys((await ask(address, 'GET', 'agent/services')) as object)
  for (const id of services) await ask(address, 'PUT', `agent/service/deregister/${encodeURIComponent(id)}`)
  while (Object.keys((await ask(address, 'GET', 'catalog/services')) as object).some((name) => name !== 'consul')) {
    await pause(5)
  }
}
