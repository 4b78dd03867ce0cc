import {
  type Clock,
  checkedRecord,
  checkRegistryCall,
  defaultLimits,
  errors,
  type Log,
  MicroError,
  type ServiceRecord,
  type Timer,
  Turns,
} from '@micro/core'
import { type Agents, agentPath } from './agents.ts'
import { type Catalog, inParallel } from './catalog.ts'
import { type Registration, registration } from './encode.ts'
import { mayPass } from './failures.ts'
import { Settling } from './settle.ts'

/** Milliseconds: all clients notice at once that consul is back. */
const restoreWithin = 200

export interface RegistrarOptions {
  readonly agents: Agents
  readonly catalog: Catalog
  readonly clock: Clock
  readonly random: () => number
  /** Milliseconds, for what is registered without a ttl. */
  readonly lease: number
  /** Milliseconds between probes, in place of checks that are passed. */
  readonly tcpCheck: number | undefined
  readonly log: Log | undefined
}

/** A node that this client has registered. */
interface Held {
  readonly registration: Registration
  /** As consul has it. */
  readonly body: string
  /** When whoever registered it has given it up, on the clock's scale; `Infinity` where this client renews it. */
  readonly until: number
}

/** Registers nodes, and renews them. */
export class Registrar {
  readonly #options: RegistrarOptions
  readonly #settling: Settling
  readonly #turns = new Turns()
  /** By the nodes' ids, which are unique at an agent. */
  readonly #held = new Map<string, Held>()
  #renewal: Timer | undefined
  #restoring: Timer | undefined
  #renewing = false
  /** Whether a round over all is due, and not over those alone that this client renews anyway. */
  #allDue = false
  #refusing = false
  #closed = false

  constructor(options: RegistrarOptions) {
    this.#options = options
    this.#settling = new Settling(options)
  }

  /** @param ttl milliseconds; undefined for no end as long as this client is open */
  async register(given: ServiceRecord, ttl: number | undefined, signal: AbortSignal | undefined): Promise<void> {
    const { clock, lease, tcpCheck } = this.#options
    const endless = ttl === undefined || ttl === Number.POSITIVE_INFINITY
    if (!endless && !(ttl > 0)) {
      throw errors.badRequest('micro.registry', `a ttl of ${ttl} ms`, { reason: 'INVALID_TTL' })
    }
    const record = checkedRecord(given, defaultLimits)
    await inParallel(record.nodes, async (node) => {
      const made = registration(record, node, { ttl: endless ? lease : ttl, tcpCheck })
      const until = endless ? Number.POSITIVE_INFINITY : clock.now() + ttl
      const held = { registration: made, body: JSON.stringify(made), until }
      await this.#turns.take(node.id, () => this.#hold(held, signal))
    })
    if (endless && !this.#closed) this.#renewal ??= clock.every(lease / 3, () => void this.#renew())
  }

  async deregister(record: ServiceRecord, signal: AbortSignal | undefined): Promise<void> {
    await inParallel(record.nodes, async ({ id }) => {
      await this.#turns.take(id, async () => {
        this.#check(signal)
        this.#held.delete(id)
        const path = agentPath('service/deregister', id)
        await this.#options.agents.askAll({ method: 'PUT', path, signal, expects: isUnknown })
        await this.#settling.settle(record.name, id, undefined, signal)
      })
    })
  }

  /** Says all again that holds still, in a moment: consul was away, and may have lost its memory. */
  restore(): void {
    if (this.#closed) return
    const { clock, random } = this.#options
    this.#restoring ??= clock.after(restoreWithin * random(), () => {
      this.#restoring = undefined
      this.#allDue = true
      void this.#renew()
    })
  }

  close(): void {
    this.#closed = true
    this.#renewal?.cancel()
    this.#restoring?.cancel()
    this.#held.clear()
  }

  async #hold(held: Held, signal: AbortSignal | undefined): Promise<void> {
    this.#check(signal)
    const { ID: id, Name: name } = held.registration
    const before = this.#held.get(id)
    // Whatever fails now: what consul has is not known until the next attempt.
    this.#held.delete(id)
    if (before?.body !== held.body || !(await this.#renewed(id, signal))) {
      const query = { 'replace-existing-checks': 'true' }
      const path = 'agent/service/register'
      await this.#options.agents.ask({ method: 'PUT', path, query, body: held.body, signal })
      await this.#settling.settle(name, id, held.registration, signal)
    }
    if (!this.#closed) this.#held.set(id, held)
  }

  /** @returns whether consul knows it still */
  async #renewed(id: string, signal: AbortSignal | undefined): Promise<boolean> {
    const { agents, tcpCheck } = this.#options
    const question =
      tcpCheck === undefined
        ? ({ method: 'PUT', path: agentPath('check/pass', `service:${id}`) } as const)
        : ({ method: 'GET', path: agentPath('service', id) } as const)
    const { status } = await agents.ask({ ...question, signal, expects: isUnknown })
    return status === 200
  }

  async #renew(): Promise<void> {
    // A round that takes longer than the time between two is on its way still.
    if (this.#renewing) return
    this.#renewing = true
    const now = this.#options.clock.now()
    const all = this.#allDue
    this.#allDue = false
    for (const [id, { until }] of this.#held) if (until <= now) this.#held.delete(id)
    const due = [...this.#held.values()].filter(({ until }) => all || until === Number.POSITIVE_INFINITY)
    await inParallel(due, (held) => this.#turns.take(held.registration.ID, () => this.#renewOne(held)))
    this.#renewing = false
    if (this.#allDue) this.restore()
  }

  async #renewOne(held: Held): Promise<void> {
    const { ID: id } = held.registration
    if (this.#held.get(id) !== held) return
    try {
      await this.#hold(held, undefined)
      this.#refusing = false
    } catch (error) {
      if (this.#closed) return
      this.#held.set(id, held)
      // That consul is away is told where it is asked; the next round tries again.
      if (this.#refusing || (error instanceof MicroError && mayPass(error))) return
      this.#refusing = true
      this.#options.log?.warn({ node: id, error: String(error) }, 'consul refuses the renewal of a node')
    }
  }

  #check(signal: AbortSignal | undefined): void {
    checkRegistryCall(this.#closed, signal)
  }
}

/** 404, or what older versions say with 500. */
function isUnknown(status: number, text: string): boolean {
  return status === 404 || (status === 500 && /unknown (?:check|service)|does not have associated TTL/i.test(text))
}
