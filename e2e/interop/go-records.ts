import type { Endpoint, Node, ServiceRecord, Value } from '@micro/core'

/** As Go writes it: a list or a map that is nil is null. */
type Go<T> = { readonly [Key in keyof T]: T[Key] | null }

export interface GoService extends Go<Pick<ServiceRecord, 'metadata'>> {
  readonly name: string
  readonly version: string
  readonly endpoints: readonly GoEndpoint[] | null
  readonly nodes: readonly GoNode[] | null
}

interface GoEndpoint extends Go<Pick<Endpoint, 'metadata'>> {
  readonly name: string
  readonly request: Value | null
  readonly response: Value | null
}

interface GoNode extends Go<Pick<Node, 'metadata'>> {
  readonly id: string
  readonly address: string
}

/** What Go's watchers say; these two fields have Go's own names. */
export interface GoChange {
  readonly Action: string
  readonly Service: GoService
}

/** `create shop-a`, and `create -` of a service without nodes. */
export function wordsOf({ Action, Service }: GoChange): string {
  return `${Action} ${Service.nodes?.map(({ id }) => id).join(' ') ?? '-'}`
}

/** As ours says it. */
export function fromGo({ name, version, metadata, endpoints, nodes }: GoService): ServiceRecord {
  return {
    name,
    version,
    metadata: metadata ?? {},
    endpoints: (endpoints ?? []).map((each) => ({ ...each, metadata: each.metadata ?? {} })),
    nodes: (nodes ?? []).map((each) => ({ ...each, metadata: each.metadata ?? {} })),
  }
}

/** In one order: neither Go nor the registries have one. */
export function sorted(services: readonly ServiceRecord[]): readonly ServiceRecord[] {
  return services
    .map((service) => ({ ...service, nodes: service.nodes.toSorted((a, b) => (a.id < b.id ? -1 : 1)) }))
    .toSorted((a, b) => (a.version < b.version ? -1 : 1))
}
