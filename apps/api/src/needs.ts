import type { Registry } from '@micro/core'

/**
 * Which of the needed services are not there. While the registry does not answer, what was found before still counts:
 * calls go on with the last good list, so the gateway is as ready as it was.
 */
export class Needs {
  readonly #registry: Registry
  readonly #names: readonly string[]
  readonly #found = new Map<string, boolean>()

  constructor(registry: Registry, names: readonly string[]) {
    this.#registry = registry
    this.#names = names
  }

  async missing(): Promise<readonly string[]> {
    await Promise.all(this.#names.map((name) => this.#look(name)))
    return this.#names.filter((name) => this.#found.get(name) !== true)
  }

  async #look(name: string): Promise<void> {
    try {
      const records = await this.#registry.getService(name, { signal: AbortSignal.timeout(1000) })
      this.#found.set(
        name,
        records.some(({ nodes }) => nodes.length > 0),
      )
    } catch {
      // The last answer stands.
    }
  }
}
