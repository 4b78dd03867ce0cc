/**
 * `npm run figures`: how long a first and a later start take, how long a stop, and what memory the whole tree needs.
 * Linux only, since it reads /proc. Flags are handed to the runner.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ReadyMessage } from '@renting/platform/parent'
import { processTree } from './process-tree.ts'

const limits = { first: 30_000, later: 10_000, stop: 5_000, memory: 900 }

interface Figures {
  readonly ready: number
  readonly stop: number
  readonly memory: ReadonlyMap<string, number>
  /** Lines that say who did not stop in time. */
  readonly killed: readonly string[]
}

async function measure(data: string): Promise<Figures> {
  const begin = performance.now()
  const main = fileURLToPath(new URL('./main.ts', import.meta.url))
  const child = spawn(process.execPath, [main, '--data', data, '--port', '0', ...process.argv.slice(2)], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  let shown = ''
  child.stdout?.on('data', (chunk) => {
    shown += String(chunk)
  })
  const exit = once(child, 'exit')
  const [message] = await Promise.race([
    once(child, 'message') as Promise<[ReadyMessage]>,
    exit.then(() => Promise.reject(new Error(`the runner ended:\n${shown}`))),
  ])
  const ready = performance.now() - begin
  // A request, so that nothing is counted that waits for the first one to be loaded.
  await fetch(`${message.addresses.api}/api/v2/houses`).then((answer) => answer.text())
  const memory = await memoryOf(child.pid ?? 0)
  const asked = performance.now()
  child.kill('SIGINT')
  await exit
  const killed = shown.split('\n').filter((line) => line.includes('was killed'))
  return { ready, stop: performance.now() - asked, memory, killed }
}

/** Proportional set size in MB by kind of process: shared pages count in parts, so that the sum is true. */
async function memoryOf(root: number): Promise<ReadonlyMap<string, number>> {
  const sums = new Map<string, number>()
  for (const pid of await processTree(root)) {
    const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '')
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    const kind = kindOf(command)
    sums.set(kind, (sums.get(kind) ?? 0) + Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0) / 1024)
  }
  return sums
}

function kindOf(command: string): string {
  const app = /apps\/(\w+)\/src\/main\.ts/.exec(command)?.[1] ?? /runner\/src\/main|src\/main\.ts/.exec(command)?.[0]
  return app ?? 'postgres'
}

function line(what: string, value: number, unit: string, limit: number): string {
  const shown = unit === 's' ? (value / 1000).toFixed(2) : value.toFixed(0)
  const bound = unit === 's' ? limit / 1000 : limit
  return `${what.padEnd(28)}${shown.padStart(8)} ${unit.padEnd(3)} (at most ${bound} ${unit})${value > limit ? '  MISSED' : ''}`
}

const data = await mkdtemp(join(tmpdir(), 'renting-figures-'))
try {
  const first = await measure(data)
  const later = await measure(data)
  const sum = [...later.memory.values()].reduce((total, each) => total + each, 0)
  console.log(`${cpus().length} cores, Node ${process.versions.node}, ${process.platform}`)
  console.log(line('first start to ready', first.ready, 's', limits.first))
  console.log(line('later start to ready', later.ready, 's', limits.later))
  console.log(line('Ctrl-C to the end', Math.max(first.stop, later.stop), 's', limits.stop))
  console.log(line('memory (PSS) of all', sum, 'MB', limits.memory))
  for (const each of [...first.killed, ...later.killed]) console.log(`not in order: ${each}`)
  for (const [kind, size] of later.memory) console.log(`  ${kind.padEnd(26)}${size.toFixed(0).padStart(8)} MB`)
} finally {
  await rm(data, { recursive: true, force: true, maxRetries: 10 })
}
