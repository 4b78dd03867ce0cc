import type { Endpoint, Node, ServiceRecord, Value } from '@micro/core'

/** One node of a service as a test needs it; `id` is made of the service's name, as a service's own is. */
export function node(id: string, address: string = `127.0.0.1:${port(id)}`, more: Partial<Node> = {}): Node {
  return { id, address, metadata: { protocol: 'micro', transport: 'tcp' }, ...more }
}

/** A record with nodes of these ids. */
export function record(name: string, ids: readonly string[], more: Partial<ServiceRecord> = {}): ServiceRecord {
  return { name, version: '1.0.0', metadata: {}, endpoints: [], nodes: ids.map((id) => node(id)), ...more }
}

/** An endpoint whose request is as deep as schemas go. */
export const deepEndpoint: Endpoint = {
  name: 'HouseService.GetHouse',
  request: value('request', 'GetHouseRequest', [
    value('house', 'House', [value('address', 'Address', [value('street', 'string'), value('lines', '[]string')])]),
    value('id', 'string'),
  ]),
  response: value('response', 'House', []),
  metadata: { stream: 'true', 'an odd key': '“odd”: 值' },
}

export function value(name: string, type: string, values: readonly Value[] | null = null): Value {
  return { name, type, values }
}

/** Some port, the same for the same text. */
function port(text: string): number {
  let hash = 0
  for (const character of text) hash = (hash * 31 + character.charCodeAt(0)) % 50_000
  return 10_000 + hash
}
