import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/** A process that says on its output what a test waits for. */
export class Child {
  readonly lines: string[] = []
  /** Its exit code, or the signal that ended it, once its output has ended too. */
  readonly ended: Promise<number | string>
  readonly #process: ChildProcess
  #wake: () => void = () => {}
  #over = false

  /** @param env of a service of the platform, which ends with this process and says `ready` over their channel */
  constructor(script: string, args: readonly string[], env?: NodeJS.ProcessEnv) {
    const channel = env === undefined ? [] : (['ipc'] as const)
    const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit', ...channel], env })
    this.#process = child
    child.on('message', ({ type }: { type: string }) => {
      this.lines.push(type)
      this.#wake()
    })
    createInterface({ input: child.stdout! }).on('line', (line) => {
      this.lines.push(line)
      this.#wake()
    })
    this.ended = once(child, 'close').then(([code, signal]: (number | string | null)[]) => {
      this.#over = true
      this.#wake()
      return code ?? signal ?? 'nothing'
    })
  }

  /** @returns the first line's match. @throws when it ends without one */
  async said(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      for (const line of this.lines) {
        const match = pattern.exec(line)
        if (match !== null) return match
      }
      if (this.#over) throw new Error(`never said ${pattern}: ${this.lines.join('\n')}`)
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | string> {
    this.#process.kill(signal)
    return this.ended
  }
}
