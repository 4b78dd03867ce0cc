interface Waiting<T> {
  readonly item: T
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

export interface BatcherOptions<T> {
  /** Most items of one batch. */
  readonly items: number
  /** Most bytes of one batch; a single larger item goes alone. */
  readonly bytes: number
  size(item: T): number
  run(batch: readonly T[]): Promise<void>
}

/**
 * Writes items in batches, one batch at a time: the first goes at once, what comes while it is under way goes together
 * with the next. So a single item waits for nothing, many share the cost of a commit, and their order stays.
 */
export class Batcher<T> {
  readonly #options: BatcherOptions<T>
  #waiting: Waiting<T>[] = []
  #busy = false
  #idle: PromiseWithResolvers<void> | undefined

  constructor(options: BatcherOptions<T>) {
    this.#options = options
  }

  /** Items not yet written, those under way left out. */
  get waiting(): number {
    return this.#waiting.length
  }

  /** Resolves when the item's batch is written, rejects when it failed. */
  add(item: T): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject })
      if (this.#busy) return
      this.#busy = true
      // What is added in this turn goes together.
      queueMicrotask(() => void this.#drain())
    })
  }

  /** Takes back an item that is not under way yet. */
  remove(item: T): void {
    this.#waiting = this.#waiting.filter((waiting) => waiting.item !== item)
  }

  /** Resolves when nothing is waiting or under way. */
  async idle(): Promise<void> {
    if (!this.#busy) return
    this.#idle ??= Promise.withResolvers<void>()
    await this.#idle.promise
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#next()
      try {
        await this.#options.run(batch.map(({ item }) => item))
        for (const { resolve } of batch) resolve()
      } catch (error) {
        for (const { reject } of batch) reject(error)
      }
    }
    this.#busy = false
    this.#idle?.resolve()
    this.#idle = undefined
  }

  #next(): Waiting<T>[] {
    const { items, bytes, size } = this.#options
    let count = 0
    let sum = 0
    while (count < this.#waiting.length && count < items) {
      sum += size(this.#waiting[count]!.item)
      if (count > 0 && sum > bytes) break
      count++
    }
    return this.#waiting.splice(0, count)
  }
}
