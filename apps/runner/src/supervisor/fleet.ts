import { Keeper, type KeeperOptions } from './keeper.ts'
import type { Unit } from './unit.ts'

/** Units that start together, after all stages before, and stop together, before all of them. */
export interface Stage {
  readonly units: readonly Unit[]
  /** How long they may take to stop before they are killed, in ms; besides, what the stages stopped before have left. */
  readonly grace: number
  /** Runs once, when they serve. */
  readonly onReady?: () => void
}

/** Everything that runs, in order. */
export class Fleet {
  readonly #stages: readonly (Stage & { readonly keepers: readonly Keeper[] })[]
  #stopping: Promise<void> | undefined

  constructor(stages: readonly Stage[], options: KeeperOptions = {}) {
    this.#stages = stages.map((stage) => ({ ...stage, keepers: stage.units.map((unit) => new Keeper(unit, options)) }))
  }

  /** Resolves when all serve; rejects with the first failure, or when stopped meanwhile. What runs then is to be stopped. */
  async start(): Promise<void> {
    for (const { keepers, onReady } of this.#stages) {
      if (this.#stopping !== undefined) throw new Error('stopped while starting')
      await Promise.all(keepers.map((keeper) => keeper.start()))
      onReady?.()
    }
  }

  /** Last stage first; each stage has ended when the one before it is asked. Idempotent. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop()
    return this.#stopping
  }

  /** All at once and without asking. */
  kill(): void {
    for (const { keepers } of this.#stages) for (const keeper of keepers) keeper.kill()
    this.#stopping ??= this.#stop()
  }

  async #stop(): Promise<void> {
    let deadline = performance.now()
    for (const { keepers, grace } of this.#stages.toReversed()) {
      deadline += grace
      await Promise.all(keepers.map((keeper) => keeper.stop(deadline - performance.now())))
    }
  }
}
