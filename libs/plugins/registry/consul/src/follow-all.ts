import { type Change, registryCanceled } from '@micro/core'
import { type Catalog, healthPath, inParallel } from './catalog.ts'
import { diff } from './diff.ts'
import { checkStates } from './entries.ts'
import type { Follower, FollowOptions } from './follow.ts'
import type { Instances } from './instances.ts'
import { persist } from './persist.ts'
import { Poll } from './poll.ts'

/**
 * Follows all services by two questions: one that is answered when anything is registered otherwise, one when any check
 * changes. Then what may have changed is read. A question for each service would need a connection for each, of which
 * consul allows a client 200.
 */
export class CatalogFollower implements Follower {
  readonly #options: FollowOptions
  readonly #catalog: Catalog
  readonly #signal: AbortSignal
  readonly #services: Poll
  readonly #checks: Poll
  readonly #known = new Map<string, Instances>()
  #names: ReadonlySet<string> = new Set()
  #states: ReadonlyMap<string, string> = new Map()
  /** To be read. */
  readonly #due = new Set<string>()
  #wake: () => void = () => {}

  constructor(signal: AbortSignal, options: FollowOptions) {
    this.#options = options
    this.#catalog = options.catalog
    this.#signal = signal
    this.#services = new Poll('catalog/services', signal, options)
    this.#checks = new Poll('health/state/any', signal, options)
    signal.addEventListener('abort', () => this.#wake(), { once: true })
  }

  async begin(): Promise<void> {
    await Promise.all([this.#nextServices(), this.#nextChecks()])
    const names = [...this.#due]
    this.#due.clear()
    await inParallel(names, async (name) => void (await this.#read(name)))
  }

  async run(tell: (change: Change) => void): Promise<void> {
    await Promise.all([
      forever(() => this.#nextServices()),
      forever(() => this.#nextChecks()),
      forever(() => this.#readDue(tell)),
    ])
  }

  async #nextServices(): Promise<void> {
    const before = this.#names
    this.#names = new Set(this.#catalog.named(await this.#services.next()).keys())
    // Something is registered otherwise. The answer does not say what.
    this.#dueAre([...before, ...this.#names])
  }

  async #nextChecks(): Promise<void> {
    const before = this.#states
    this.#states = checkStates(await this.#checks.next())
    const changed = [...new Set([...before.keys(), ...this.#states.keys()])].filter(
      (name) => before.get(name) !== this.#states.get(name),
    )
    // A machine takes with it all that runs there.
    this.#dueAre(changed.includes('') ? this.#names : changed.filter((name) => this.#names.has(name)))
  }

  #dueAre(names: Iterable<string>): void {
    for (const name of names) this.#due.add(name)
    this.#wake()
  }

  async #readDue(tell: (change: Change) => void): Promise<void> {
    if (this.#due.size === 0 && !this.#signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
    if (this.#signal.aborted) throw registryCanceled(this.#signal)
    const names = [...this.#due]
    this.#due.clear()
    await inParallel(names, async (name) => {
      for (const change of await this.#read(name)) tell(change)
    })
  }

  async #read(name: string): Promise<readonly Change[]> {
    const before = this.#known.get(name) ?? new Map()
    const after = this.#names.has(name) ? await this.#instances(name) : new Map()
    if (after.size > 0) this.#known.set(name, after)
    else this.#known.delete(name)
    return diff(before, after)
  }

  async #instances(name: string): Promise<Instances> {
    const { agents } = this.#options
    const question = { path: healthPath(name), signal: this.#signal }
    const answer = await persist(this.#options, this.#signal, () => agents.ask(question))
    this.#catalog.seen(name, answer)
    return this.#catalog.instances(name, answer)
  }
}

async function forever(act: () => Promise<void>): Promise<never> {
  for (;;) await act()
}
