import type { Registry, Watcher } from '@micro/core'
import { expect, vi } from 'vitest'

/** Reads a watcher in the background. */
export class Changes {
  /** What was said, in short: `create a-1`. */
  readonly words: string[] = []
  readonly #watcher: Watcher
  readonly #done: Promise<void>

  private constructor(watcher: Watcher) {
    this.#watcher = watcher
    this.#done = this.#read()
    this.#done.catch(() => {})
  }

  static async of(registry: Registry, service?: string): Promise<Changes> {
    return new Changes(await registry.watch(service === undefined ? {} : { service }))
  }

  /** Resolves once it has said this and no more; what goes at the same time may come in any order. */
  async until(words: readonly string[]): Promise<void> {
    const said = vi.waitFor(() => expect(this.words.toSorted()).toEqual(words.toSorted()), 20_000)
    await Promise.race([said, this.#done.then(() => said)])
  }

  async stop(): Promise<void> {
    this.#watcher.stop()
    await this.#done
  }

  async #read(): Promise<void> {
    for await (const { action, service } of this.#watcher) {
      for (const { id } of service.nodes) this.words.push(`${action} ${id}`)
    }
  }
}
