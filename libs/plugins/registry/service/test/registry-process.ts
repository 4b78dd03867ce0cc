import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const main = join(import.meta.dirname, '../src/main.ts')

/** The registry's server as it runs in life: a process of its own, which can be killed. */
export class RegistryProcess {
  address = '127.0.0.1:0'
  #process: ChildProcess | undefined

  /** Resolves when it listens; after the first time where it listened before. */
  async start(): Promise<void> {
    const child = spawn(process.execPath, [main, '--address', this.address], { stdio: ['ignore', 'pipe', 'inherit'] })
    this.#process = child
    for await (const line of createInterface({ input: child.stdout })) {
      const address = /listens on (.+)$/.exec(line)?.[1]
      if (address === undefined) continue
      this.address = address
      return
    }
    throw new Error('the registry process ended without listening')
  }

  /** As a crash does: nothing is said to anybody. */
  kill(): Promise<number | null> {
    return this.#end('SIGKILL')
  }

  /** @returns its exit code */
  stop(): Promise<number | null> {
    return this.#end('SIGTERM')
  }

  async #end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#process
    if (child === undefined) return null
    this.#process = undefined
    if (child.exitCode === null && child.signalCode === null) {
      child.kill(signal)
      await once(child, 'exit')
    }
    return child.exitCode
  }
}
