import type { Clock } from '@micro/core'
import { type HealthEntry, type Instances, isDown } from './instances.ts'

/** Milliseconds. By then whoever is alive has said so again: no renewal takes longer to come. */
const patience = 10_000

/**
 * The last nodes of a service, all dead by consul and all still registered, are believed in for a while: it is consul
 * that stood still, more often, and found everybody's time run out when it went on. A call to one that is dead fails no
 * worse than for want of nodes.
 */
export class Doubt {
  readonly #clock: Clock
  #since: number | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Milliseconds until what is kept is given up; undefined when nothing is. */
  get left(): number | undefined {
    return this.#since === undefined ? undefined : Math.max(1, this.#since + patience - this.#clock.now())
  }

  /**
   * @param before what was known
   * @param up what consul holds for alive
   * @param entries all that it has registered
   * @returns what is to be known now
   */
  resolve(before: Instances, up: Instances, entries: readonly HealthEntry[]): Instances {
    const dead = up.size > 0 ? [] : entries.filter((entry) => isDown(entry) && before.has(entry.Service.ID))
    if (dead.length === 0) {
      this.#since = undefined
      return up
    }
    this.#since ??= this.#clock.now()
    if (this.#clock.now() - this.#since >= patience) {
      this.#since = undefined
      return up
    }
    return new Map(dead.map(({ Service: { ID: id } }) => [id, before.get(id)!]))
  }
}
