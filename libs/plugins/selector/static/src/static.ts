import { type Candidate, errors, type Selector } from '@micro/core'

export interface StaticOptions {
  /** Put behind the name of a service that has no port. @default none: names bring theirs */
  readonly port?: number
  /** Where a service is, if not at its name. @default none */
  readonly addresses?: Readonly<Record<string, string>>
}

/**
 * The name of a service is its address, as in Go Micro's static selector: DNS, a mesh or a load balancer does the rest,
 * and no registry is asked. Filters find nothing to choose from and are not applied.
 */
export function staticSelector({ port, addresses = {} }: StaticOptions = {}): Selector {
  /** One for each service, as other selectors have one for each node. */
  const candidates = new Map<string, StaticCandidate>()
  return {
    select(service) {
      const known = candidates.get(service)
      const candidate = known ?? new StaticCandidate(service, addressOf(service), candidates.size)
      if (known === undefined) candidates.set(service, candidate)
      candidate.inflight++
      return candidate
    },
    mark(candidate) {
      if (!(candidate instanceof StaticCandidate)) throw new TypeError('a candidate of another selector')
      candidate.inflight--
    },
    reset: (service) => void candidates.delete(service),
    close: async () => candidates.clear(),
  }

  function addressOf(service: string): string {
    const address = Object.hasOwn(addresses, service) ? addresses[service]! : service
    if (/:\d+$/.test(address)) return address
    if (port !== undefined) return `${address}:${port}`
    const detail = `${service} has no port: give the selector one, or the service an address`
    throw errors.unavailable('micro.selector', detail, { reason: 'NO_PORT', unprocessed: true, stack: false })
  }
}

class StaticCandidate implements Candidate {
  readonly service: string
  readonly version = 'latest'
  readonly node: Candidate['node']
  readonly order: number
  readonly latency = 0
  readonly success = 1
  readonly silent = Number.POSITIVE_INFINITY
  readonly picked = Number.NEGATIVE_INFINITY
  inflight = 0

  constructor(service: string, address: string, order: number) {
    this.service = service
    this.order = order
    this.node = { id: `${service}-static`, address, metadata: {} }
  }
}
