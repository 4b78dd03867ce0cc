import { backoff, type Clock, MicroError, sleep } from '@micro/core'
import type { Agents } from './agents.ts'
import { type Catalog, healthPath } from './catalog.ts'
import type { Registration } from './encode.ts'
import { healthEntries } from './entries.ts'
import { canceled } from './failures.ts'
import type { HealthEntry } from './instances.ts'

/** Milliseconds between two looks, at first and at most; and for which is looked. */
const look = { min: 2, max: 100, limit: 5000 }

export interface SettleOptions {
  readonly agents: Agents
  readonly catalog: Catalog
  readonly clock: Clock
  readonly random: () => number
}

/**
 * Waits until the catalog shows what an agent was told: an agent answers first and tells the servers then, within a
 * few milliseconds. Where it can't be seen (no leader, a token that may not read) nobody waits: the agent keeps at it.
 *
 * @param registration what is to be seen; undefined for nothing
 * @throws MicroError 499, 503 when this registry is closed
 */
export async function settle(
  options: SettleOptions,
  service: string,
  id: string,
  registration: Registration | undefined,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { agents, catalog, clock, random } = options
  const until = clock.now() + look.limit
  const question = { path: healthPath(service), query: { filter: `Service.ID == ${literal(id)}` }, signal }
  for (let attempt = 0; clock.now() < until; attempt++) {
    try {
      const answer = await agents.ask(question)
      const entry = healthEntries(answer).find(({ Service }) => Service.ID === id && Service.Service === service)
      catalog.seen(service, answer)
      if (answer.filtered || shows(entry, registration)) return
    } catch (error) {
      if (error instanceof MicroError && (error.code === 499 || error.reason === 'CLOSED')) throw error
      return
    }
    await sleep(clock, backoff(attempt, look.min, look.max, random), signal)
    if (signal?.aborted) throw canceled(signal)
  }
}

function shows(entry: HealthEntry | undefined, registration: Registration | undefined): boolean {
  if (entry === undefined || registration === undefined) return entry === registration
  const { Service } = entry
  const tags = new Set(registration.Tags)
  return (
    Service.Address === registration.Address &&
    Service.Port === registration.Port &&
    Service.Tags.length === registration.Tags.length &&
    Service.Tags.every((tag) => tags.has(tag))
  )
}

/** Text in a filter of consul, which knows Go's escapes but no quote within quotes. */
function literal(text: string): string {
  const escaped = text.replaceAll(/[^\w.-]/gu, (each) => `\\U${each.codePointAt(0)!.toString(16).padStart(8, '0')}`)
  return `"${escaped}"`
}
