import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type Load, loads, type Result } from './load.ts'

export const modes = ['raw', 'bare', 'full'] as const
export type Mode = (typeof modes)[number]

export interface Row {
  readonly load: Load
  readonly results: Readonly<Record<Mode, Result>>
}

/** One core each for server and client, where the system can pin; without, the figures mean less. */
const canPin = process.platform === 'linux' && spawnSync('taskset', ['--version']).status === 0

/** All cases in one run, so that a noisy machine is noisy for all of them. Medians of `rounds`. */
export async function compare(
  seconds: number,
  rounds: number,
  say: (line: string) => void,
  cases: readonly Load[] = loads,
): Promise<readonly Row[]> {
  const rows: Row[] = []
  for (const load of cases) {
    const samples: Record<Mode, Result[]> = { raw: [], bare: [], full: [] }
    for (let round = 0; round < rounds; round++) {
      for (const mode of modes) samples[mode].push(await once1(mode, load, seconds))
    }
    const results = Object.fromEntries(modes.map((mode) => [mode, median(samples[mode])])) as Record<Mode, Result>
    rows.push({ load, results })
    say(`depth ${load.depth}, ${load.connections} connection(s): ${summary(results)}`)
  }
  return rows
}

function summary(results: Readonly<Record<Mode, Result>>): string {
  return modes.map((mode) => `${mode} ${results[mode].callsPerSecond}/s`).join('  ')
}

function median(results: readonly Result[]): Result {
  return results.toSorted((a, b) => a.callsPerSecond - b.callsPerSecond)[Math.floor(results.length / 2)]!
}

async function once1(mode: Mode, load: Load, seconds: number): Promise<Result> {
  const server = start(0, 'server.ts', [mode])
  try {
    const address = await firstLine(server)
    const args = [mode, address, load.depth, load.connections, seconds].map(String)
    return JSON.parse(await firstLine(start(1, 'client.ts', args))) as Result
  } finally {
    server.kill()
    await once(server, 'close')
  }
}

function start(core: number, file: string, args: readonly string[]): ChildProcess {
  const node = [process.execPath, '--max-semi-space-size=64', join(import.meta.dirname, file), ...args]
  const [command, ...rest] = canPin ? ['taskset', '-c', String(core), ...node] : node
  return spawn(command!, rest, { stdio: ['ignore', 'pipe', 'inherit'] })
}

async function firstLine(child: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: child.stdout! })) return line
  throw new Error('the process said nothing')
}
