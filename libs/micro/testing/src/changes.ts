import type { Change, Registry, Watcher, WatchOptions } from '@micro/core'
import { expect } from 'vitest'

/** Reads a watcher in the background, so that a test can wait for what it says. */
export class Changes {
  readonly all: Change[] = []
  readonly #watcher: Watcher
  readonly #done: Promise<unknown>
  #ended = false
  #wake: () => void = () => {}

  private constructor(watcher: Watcher) {
    this.#watcher = watcher
    this.#done = this.#read()
    // Whoever waits hears of it.
    this.#done.catch(() => {})
  }

  static async of(registry: Registry, options?: WatchOptions): Promise<Changes> {
    return new Changes(await registry.watch(options))
  }

  /** What was said, in short: `create a-1`. */
  get words(): readonly string[] {
    return this.all.flatMap(({ action, service }) => service.nodes.map((node) => `${action} ${node.id}`))
  }

  /** Resolves once `met` holds for what was said so far. Rejects when the watcher ends before. */
  async until(met: (words: readonly string[]) => boolean): Promise<void> {
    while (!met(this.words)) {
      if (this.#ended) {
        await this.#done
        throw new Error(`the watcher ended after: ${this.words.join(', ')}`)
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  /** Resolves once these were said and no others; what goes at the same time may come in any order. */
  async are(words: readonly string[]): Promise<void> {
    const said = expect.poll(() => this.words.toSorted(), { timeout: 20_000 }).toEqual(words.toSorted())
    await Promise.race([said, this.#done.then(() => said)])
  }

  /** Resolves when the watcher ends in order; rejects with what it threw. */
  ended(): Promise<unknown> {
    return this.#done
  }

  /** As `ended`. */
  stop(): Promise<unknown> {
    this.#watcher.stop()
    return this.#done
  }

  async #read(): Promise<void> {
    try {
      for await (const change of this.#watcher) {
        this.all.push(change)
        this.#wake()
      }
    } finally {
      this.#ended = true
      this.#wake()
    }
  }
}
