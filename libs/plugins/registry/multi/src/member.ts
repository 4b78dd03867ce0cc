import { type Log, MicroError, type Registry } from '@micro/core'

/** One of the registries, and whether it answers. */
export class Member {
  readonly registry: Registry
  readonly #log: Log | undefined
  #up = true

  constructor(registry: Registry, log: Log | undefined) {
    this.registry = registry
    this.#log = log
  }

  async ask<T>(call: (registry: Registry) => Promise<T>): Promise<T> {
    try {
      const answer = await call(this.registry)
      this.back()
      return answer
    } catch (error) {
      if (isAway(error)) this.lost(error)
      throw error
    }
  }

  /** Says so, once. */
  lost(error: unknown): void {
    if (!this.#up) return
    this.#up = false
    const why = error instanceof MicroError ? error.detail : String(error)
    this.#log?.warn({ registry: this.registry.name, error: why }, 'a registry is away: the others go on without it')
  }

  back(): void {
    if (this.#up) return
    this.#up = true
    this.#log?.info({ registry: this.registry.name }, 'a registry is back')
  }
}

/** Neither refused nor called off: it can't be reached, or takes too long. */
function isAway(error: unknown): boolean {
  return !(error instanceof MicroError) || error.code === 408 || error.code >= 500
}
