import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type ChildOptions, childProcess } from '../src/supervisor/child.ts'
import type { Unit } from '../src/supervisor/unit.ts'

/** For tests: a unit that runs the given lines as a process of its own, with the platform's helpers at hand. */
export async function scripted(name: string, lines: string, options: Partial<ChildOptions> = {}): Promise<Unit> {
  const dir = await mkdtemp(join(tmpdir(), 'renting-runner-'))
  onTestFinished(() => rm(dir, { recursive: true }))
  const script = join(dir, `${name}.mjs`)
  const helpers = JSON.stringify(import.meta.resolve('@renting/platform/parent'))
  await writeFile(script, `import { reportReady, stopWithParent } from ${helpers}\n${lines}`)
  return childProcess({ name, script, env: () => ({}), onLine: () => {}, ...options })
}

/** Serves until it is told to stop. */
export const server = `
  stopWithParent()
  const work = setInterval(() => {}, 1e6)
  process.once('SIGTERM', () => { console.log('drained'); clearInterval(work) })
  reportReady()`
