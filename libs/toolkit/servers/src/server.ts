import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { follow, type Guarded, guard } from '@micro/process'

/** Milliseconds that a server may take to serve, to end when it is asked to, and to say that it serves. */
const patience = { start: 60_000, stop: 10_000, answer: 200 }

/** How one kind of server is run. */
export interface Recipe {
  readonly name: string
  readonly program: string
  /** @param folder of its own, for its data */
  args(folder: string): readonly string[]
  /** Whether it answers as it should. Asked again until it does; a failure is a no. */
  isReady(): Promise<boolean>
}

/** A server under test: it can be killed, frozen, and started again, on the same ports. */
export class Server implements AsyncDisposable {
  readonly #recipe: Recipe
  readonly #home: string
  #running: { readonly child: Guarded; readonly ended: Promise<string> } | undefined

  protected constructor(recipe: Recipe, home: string) {
    this.#recipe = recipe
    this.#home = home
  }

  /** A folder that goes when the server is stopped for good. */
  protected static home(name: string): Promise<string> {
    return mkdtemp(join(tmpdir(), `micro-${name}-`))
  }

  /** Resolves when it serves. @throws Error with its last words; nothing is left of it then */
  protected static async begun<S extends Server>(server: S): Promise<S> {
    try {
      await server.start()
      return server
    } catch (error) {
      await server.stop()
      throw error
    }
  }

  /** Resolves when it serves: with the data it had, unless they were wiped. @throws Error with its last words */
  async start(): Promise<void> {
    const { name, program, args, isReady } = this.#recipe
    const folder = join(this.#home, 'data')
    await mkdir(folder, { recursive: true })
    // Some say what is wrong on their standard output: all of it goes one way.
    const command = ['-c', 'exec "$@" >&2', name, program, ...args(folder)]
    const child = guard('/bin/sh', command, { cwd: folder })
    const log = follow(child.output, () => {})
    const ended = child.exited.then((code) => `${name} ended with code ${code}:\n${log.tail()}`)
    this.#running = { child, ended }
    let last: string | undefined
    void ended.then((words) => {
      last = words
    })
    const limit = performance.now() + patience.start
    while (!(await isReady().catch(() => false))) {
      if (last !== undefined) throw new Error(last)
      if (performance.now() > limit) throw new Error(`${name} does not serve:\n${log.tail()}`)
      await pause(20)
    }
  }

  /** As a power cut does: it says goodbye to nobody. */
  async kill(): Promise<void> {
    this.#running?.child.signal('KILL')
    await this.#gone()
  }

  /** Kills it, and leaves nothing of its data. */
  async wipe(): Promise<void> {
    await this.kill()
    await rm(join(this.#home, 'data'), { recursive: true, force: true, maxRetries: 5 })
  }

  /** Resolves when it answers no more. Its connections stay. */
  async freeze(): Promise<void> {
    this.#running?.child.signal('STOP')
    for (let answers = true; answers; ) {
      const asked = this.#recipe.isReady().then(
        () => true,
        () => false,
      )
      answers = await Promise.race([asked, pause(patience.answer, false)])
    }
  }

  thaw(): void {
    this.#running?.child.signal('CONT')
  }

  /** Ends it, and removes all it had. */
  async stop(): Promise<void> {
    this.thaw()
    this.#running?.child.signal('TERM')
    const harder = setTimeout(() => this.#running?.child.signal('KILL'), patience.stop)
    await this.#gone()
    clearTimeout(harder)
    await rm(this.#home, { recursive: true, force: true, maxRetries: 5 })
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }

  async #gone(): Promise<void> {
    await this.#running?.ended
    this.#running = undefined
  }
}
