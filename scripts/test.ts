import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { listProjects } from './projects.ts'
import { reportFile, type TaskResult, tally } from './tally.ts'

/** The project whose tests start real processes. */
const journeys = '@renting/e2e'

const root = resolve(import.meta.dirname, '..')
const projects = listProjects(root)
const nx = fileURLToPath(import.meta.resolve('nx/bin/nx.js'))
const runFile = join(root, '.nx/cache/run.json')

/** A log is read by programs too: colours only where a person looks on. */
const colours = process.stdout.isTTY ? {} : { NO_COLOR: '1', FORCE_COLOR: '0' }

/** Runs the checks of the chosen projects, passing their output through, and says how each ended. */
async function check(...choice: readonly string[]): Promise<readonly TaskResult[]> {
  rmSync(runFile, { force: true })
  const child = spawn(process.execPath, [nx, 'run-many', '--targets=test', ...choice], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, NPM_CONFIG_LOGLEVEL: 'silent', ...colours },
  })
  const [code] = (await once(child, 'exit')) as [number | null]
  if (!existsSync(runFile)) return [{ projectName: 'nx', target: 'run-many', status: code ?? 1 }]
  return (JSON.parse(readFileSync(runFile, 'utf8')) as { tasks: readonly TaskResult[] }).tasks
}

// Counts of an earlier run must not be taken for this one's; Nx puts back what it has cached.
for (const { folder } of projects) rmSync(join(root, folder, reportFile), { force: true })

// First what is quick, each task's output in one piece; then the journeys, alone on the machine and line by line.
const tasks = [
  ...(await check(`--exclude=${journeys}`, '--outputStyle=static')),
  ...(await check(`--projects=${journeys}`, '--outputStyle=stream-without-prefixes')),
]
const { passed, failed, failures } = tally(root, projects, tasks)

if (failures.length > 0) console.log(`\nFailed:\n${failures.map((line) => `  ${line}`).join('\n')}`)
process.exitCode = failed === 0 ? 0 : 1
console.log(`\n${passed} passed, ${failed} failed`)
