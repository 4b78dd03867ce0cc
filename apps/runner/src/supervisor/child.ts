import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import type { ReadyMessage } from '@renting/platform/parent'
import type { Run, Unit } from './unit.ts'

export interface ChildOptions {
  readonly name: string
  /** The module to run by Node. */
  readonly script: string
  /** Asked at each start. Nothing of the runner's own environment is added. */
  readonly env: () => NodeJS.ProcessEnv
  /** Flags for Node itself. @default [] */
  readonly nodeFlags?: readonly string[]
  readonly cwd?: string
  /** Hears each line the process writes. */
  readonly onLine: (line: string) => void
  /** Hears where the process serves, at each start. */
  readonly onReady?: (addresses: ReadyMessage['addresses']) => void
  /** Killed when it does not serve after this time, in ms: a first start may take long on a busy machine. @default 120000 */
  readonly readyWithin?: number
}

/**
 * A unit that is a Node process. It says over its channel to us when it serves, and ends when that channel closes, so
 * that it does not outlive us (`stopWithParent` of the platform).
 */
export function childProcess(options: ChildOptions): Unit {
  return { name: options.name, start: () => run(options) }
}

function run(options: ChildOptions): Run {
  const { name, script, onLine, onReady, readyWithin = 120_000, nodeFlags = [] } = options
  const child = spawn(process.execPath, [...nodeFlags, script], {
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    env: options.env(),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // Its own session: Ctrl-C in the terminal reaches us alone, and we stop it when its turn comes.
    detached: process.platform !== 'win32',
  })
  let last = ''
  const read = [child.stdout, child.stderr].map(async (stream) => {
    if (stream === null) return
    const lines = createInterface({ input: stream })
    lines.on('line', (line) => {
      last = line
      onLine(line)
    })
    await once(lines, 'close')
  })

  const ready = Promise.withResolvers<void>()
  const late = setTimeout(() => {
    last = `it did not serve within ${readyWithin / 1000} s`
    child.kill('SIGKILL')
  }, readyWithin)
  child.on('message', (message: ReadyMessage) => {
    if (message.type !== 'ready') return
    clearTimeout(late)
    onReady?.(message.addresses)
    ready.resolve()
  })

  const ended = endOf(child).then(async (how) => {
    clearTimeout(late)
    // Its last words may still be in the pipe; who else holds that pipe is not waited for.
    await Promise.race([Promise.all(read), delay(500, undefined, { ref: false })])
    const reason = last === '' ? how : `${how}: ${last}`
    ready.reject(new Error(`${name} ${reason}`))
    return reason
  })
  ready.promise.catch(() => {}) // whoever waits for it hears it
  return {
    ready: ready.promise,
    ended,
    stop: () => {
      if (process.platform === 'win32') child.disconnect()
      else child.kill('SIGTERM')
    },
    kill: () => void child.kill('SIGKILL'),
  }
}

function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(`could not be started (${error.message})`))
    child.once('exit', (code, signal) =>
      resolve(signal === null ? `ended with code ${code}` : `was ended by ${signal}`),
    )
  })
}
