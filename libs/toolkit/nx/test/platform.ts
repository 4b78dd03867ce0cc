import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Copy } from './copy.ts'
import { quiet } from './run.ts'

/** The platform of a copy, each service in a process of its own, on free ports, with data inside the copy. */
export class Platform {
  readonly #child: ChildProcess
  readonly #lines: string[] = []
  readonly #exit: Promise<unknown>

  private constructor({ root }: Copy, env: NodeJS.ProcessEnv) {
    this.#child = spawn(
      process.execPath,
      ['apps/runner/src/main.ts', '--data', join(root, '.data'), '--port', '0'],
      // The channel is for the end of a test run that is killed: the runner goes with it.
      { cwd: root, stdio: ['ignore', 'pipe', 'pipe', 'ipc'], env: { ...quiet(), ...env } },
    )
    for (const stream of [this.#child.stdout!, this.#child.stderr!]) {
      createInterface({ input: stream }).on('line', (line) => this.#lines.push(line))
    }
    this.#exit = once(this.#child, 'close')
  }

  /**
   * Resolves when it serves.
   *
   * @param env on top of the test's own environment
   * @throws Error with all it has shown, when it ends before
   */
  static async start(copy: Copy, env: NodeJS.ProcessEnv = {}): Promise<Platform> {
    const platform = new Platform(copy, env)
    const ready = once(platform.#child, 'message').then(() => 'ready')
    if ((await Promise.race([ready, platform.#exit])) !== 'ready') {
      throw new Error(`the platform ended:\n${platform.#lines.join('\n')}`)
    }
    return platform
  }

  /** What the first line like this has for the pattern's group. */
  shown(pattern: RegExp): string {
    for (const line of this.#lines) {
      const match = pattern.exec(line)
      if (match !== null) return match[1]!
    }
    throw new Error(`nothing like ${pattern} was shown:\n${this.#lines.join('\n')}`)
  }

  async stop(): Promise<void> {
    this.#child.kill('SIGINT')
    await this.#exit
  }
}
