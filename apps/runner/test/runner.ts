import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

export interface RunningRunner {
  readonly child: ChildProcess
  /** What it has shown so far. */
  readonly shown: readonly string[]
  /** Until a line like this was shown that often; throws when the runner ends before. */
  line(text: string | RegExp, times?: number): Promise<string>
  /** Its exit code. */
  readonly exit: Promise<number | null>
}

/** For tests: a runner in a process of its own. */
export function startRunner(script: URL, ...flags: string[]): RunningRunner {
  const { PATH, LD_LIBRARY_PATH } = process.env
  const child = spawn(process.execPath, [script.pathname, ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH, LD_LIBRARY_PATH },
  })
  const shown: string[] = []
  const lines = createInterface({ input: child.stdout })
  lines.on('line', (line) => shown.push(line))
  createInterface({ input: child.stderr }).on('line', (line) => shown.push(line))
  const exit = once(child, 'close').then(([code]: (number | null)[]) => code ?? null)
  const early = exit.then((code) => Promise.reject(new Error(`the runner ended with ${code}:\n${shown.join('\n')}`)))
  early.catch(() => {})
  const line = async (text: string | RegExp, times = 1) => {
    const matching = () => shown.filter((each) => new RegExp(text).test(each))
    while (matching().length < times) await Promise.race([once(lines, 'line'), early])
    return matching().at(-1) ?? ''
  }
  return { child, shown, line, exit }
}
