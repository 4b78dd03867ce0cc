import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** A script of this folder as a process of its own. */
export class Child implements Disposable {
  readonly process: ChildProcess
  stdout = ''
  stderr = ''
  readonly #ended: Promise<{ code: number | null; signal: string | null }>

  constructor(script: string, env: NodeJS.ProcessEnv, stdio: 'ipc' | 'pipe' = 'pipe') {
    const path = fileURLToPath(new URL(`./${script}`, import.meta.url))
    this.process = spawn(process.execPath, [path], { env, stdio: ['ignore', 'pipe', 'pipe', stdio] })
    this.process.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text
    })
    this.process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text
    })
    // Not `close`: that does not come once this side has closed the channel.
    const { stdout, stderr } = this.process
    const closed = [once(stdout!, 'close'), once(stderr!, 'close')]
    this.#ended = once(this.process, 'exit').then(async ([code, signal]) => {
      await Promise.all(closed)
      return { code, signal }
    })
  }

  /** Resolves when the process has written `text` to its standard output. */
  async said(text: string): Promise<void> {
    while (!this.stdout.includes(text)) {
      const ended = await Promise.race([once(this.process.stdout!, 'data').then(() => undefined), this.#ended])
      if (ended !== undefined && !this.stdout.includes(text)) {
        throw new Error(`ended (${ended.code ?? ended.signal}) without saying ${text}: ${this.stdout}${this.stderr}`)
      }
    }
  }

  /** How it ended, once it has, with all that it wrote. */
  end(): Promise<{ code: number | null; signal: string | null }> {
    return this.#ended
  }

  kill(signal: NodeJS.Signals = 'SIGKILL'): void {
    this.process.kill(signal)
  }

  /** Nothing is left of it when its test is over, however that went. */
  [Symbol.dispose](): void {
    this.kill()
  }
}
