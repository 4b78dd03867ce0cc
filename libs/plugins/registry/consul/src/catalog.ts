import type { ServiceRecord } from '@micro/core'
import { type Agents, type Answer, part, type Question } from './agents.ts'
import { TagReader } from './decode.ts'
import { criticalServices, healthEntries, type ServiceTags, serviceTags } from './entries.ts'
import { type InstanceReader, type Instances, merged } from './instances.ts'

/** Questions at once, where one needs many. */
const parallel = 16

/** The service that consul itself is. */
const itself = 'consul'

/** Names whose lists are remembered to be at least so new; the oldest are forgotten. */
const maxFloors = 10_000

export interface CatalogOptions {
  readonly agents: Agents
  readonly reader: InstanceReader
  readonly stale: boolean
}

/** Reads what is registered. */
export class Catalog {
  readonly #options: CatalogOptions
  readonly #tags = new TagReader()
  /** Of each service the index of the newest state that this client has seen. */
  readonly #floors = new Map<string, number>()

  constructor(options: CatalogOptions) {
    this.#options = options
  }

  async service(name: string, signal?: AbortSignal): Promise<readonly ServiceRecord[]> {
    return merged(await this.#instances(name, signal))
  }

  /** One record per version, without nodes and endpoints, sorted by name. */
  async list(signal?: AbortSignal): Promise<readonly ServiceRecord[]> {
    const { agents } = this.#options
    const query = this.#query()
    const [services, critical] = await Promise.all([
      agents.ask({ path: 'catalog/services', query, signal }).then((answer) => this.named(answer)),
      agents.ask({ path: 'health/state/critical', query, signal }).then(criticalServices),
    ])
    // Consul goes on to list what crashed for a minute, and what ran on a machine that is lost for days.
    const doubtful = [...services.keys()].filter((name) => critical === undefined || critical.has(name))
    const down = new Set<string>()
    await inParallel(doubtful, async (name) => {
      if ((await this.#instances(name, signal)).size === 0) down.add(name)
    })
    const names = [...services.keys()].filter((name) => !down.has(name)).sort()
    return names.flatMap((name) => this.#outlines(name, services.get(name) ?? []))
  }

  /** Of an answer of `catalog/services` those that are there to be called: consul itself is not, untagged. */
  named(answer: Answer): ServiceTags {
    const services = new Map(serviceTags(answer))
    if (!this.#tags.read(services.get(itself) ?? []).ours) services.delete(itself)
    return services
  }

  /** An answer of `health/service`. */
  instances(name: string, answer: Answer, before?: Instances): Instances {
    const read = this.#options.reader.read(name, healthEntries(answer), before)
    if (name !== itself) return read
    return new Map([...read].filter(([, { ours }]) => ours))
  }

  /** From now on no list of the service is older than this answer, which was not stale. */
  seen(name: string, { index }: Answer): void {
    if (index === undefined || !this.#options.stale) return
    this.#floors.delete(name)
    this.#floors.set(name, index)
    if (this.#floors.size > maxFloors) this.#floors.delete(this.#floors.keys().next().value!)
  }

  async #instances(name: string, signal: AbortSignal | undefined): Promise<Instances> {
    if (name === '') return new Map()
    const { agents } = this.#options
    const question: Question = { path: healthPath(name), signal }
    let answer = await agents.ask({ ...question, query: this.#query() })
    const floor = this.#floors.get(name)
    if (floor !== undefined && (answer.index ?? 0) < floor) {
      // From a server that lags behind, or from before consul lost everything: the leader knows.
      answer = await agents.ask(question)
      this.seen(name, answer)
    }
    return this.instances(name, answer)
  }

  #outlines(name: string, tags: readonly string[]): ServiceRecord[] {
    const versions = tags.filter((tag) => tag.startsWith('v')).map((tag) => this.#tags.read([tag]))
    const known = new Set(
      versions.filter(({ ours, malformed }) => ours && malformed.length === 0).map((v) => v.version),
    )
    if (known.size === 0) known.add(this.#tags.read([]).version)
    return Array.from(known, (version) => ({ name, version, metadata: {}, endpoints: [], nodes: [] }))
  }

  #query(): Readonly<Record<string, string>> {
    return this.#options.stale ? { stale: '' } : {}
  }
}

export function healthPath(name: string): string {
  return `health/service/${part(name)}`
}

/** Runs `act` for each, some at a time. */
export async function inParallel<T>(items: readonly T[], act: (item: T) => Promise<void>): Promise<void> {
  const rest = items.values()
  await Promise.all(
    Array.from({ length: Math.min(parallel, items.length) }, async () => {
      for (const item of rest) await act(item)
    }),
  )
}
