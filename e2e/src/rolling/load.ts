import type { MicroError } from '@micro/core'
import { until } from '@micro/testing'
import type { Payload, TestServiceClient } from '@micro/testing/protos'

/** Callers that call one after another without a pause, and what became of it. */
export class Load {
  /** Answers by instance. */
  readonly answers = new Map<string, number>()
  readonly failures: MicroError[] = []
  readonly #callers: Promise<void>[]
  #running = true

  constructor(callers: number, call: () => Promise<Payload>) {
    this.#callers = Array.from({ length: callers }, async () => {
      while (this.#running) {
        try {
          const { text } = await call()
          this.answers.set(text, (this.answers.get(text) ?? 0) + 1)
        } catch (error) {
          this.failures.push(error as MicroError)
          // Calls that fail at once leave no turn to anybody else.
          await new Promise((resolve) => setImmediate(resolve))
        }
      }
    })
  }

  get answered(): number {
    return [...this.answers.values()].reduce((sum, each) => sum + each, 0)
  }

  /** Resolves when each of these instances has answered many more calls. */
  async served(...ids: readonly string[]): Promise<void> {
    const before = new Map(this.answers)
    const more = (id: string) => (this.answers.get(id) ?? 0) - (before.get(id) ?? 0)
    await until(() => ids.every((id) => more(id) > 200), `${ids.join(' and ')} to answer`)
  }

  async stop(): Promise<void> {
    this.#running = false
    await Promise.all(this.#callers)
  }
}

/** Calls that may not be made twice, and calls that may. */
export function loads(client: TestServiceClient): { readonly stores: Load; readonly echoes: Load } {
  const request = { text: '', data: new Uint8Array(), number: 0 }
  return { stores: new Load(16, () => client.store(request)), echoes: new Load(6, () => client.echo(request)) }
}
