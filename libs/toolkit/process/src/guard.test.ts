import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { access, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { follow, type Guarded, guard } from './index.ts'

let cwd: string
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'micro-guard-'))
})
afterEach(() => rm(cwd, { recursive: true, force: true }))

/** Says its number, then goes on until it is ended. */
const patient = `console.error(process.pid); setInterval(() => {}, 1000)`
const run = (program: string, more: { readonly remove?: string; readonly env?: NodeJS.ProcessEnv } = {}) =>
  guard(process.execPath, ['-e', program], { cwd, ...more })

async function firstLine({ output }: Pick<Guarded, 'output'>): Promise<string> {
  for await (const line of createInterface({ input: output })) return line
  throw new Error('nothing was said')
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

test('its words are heard, the last of them kept, and its exit code is told', async () => {
  const child = run(`for (let i = 1; i <= 40; i++) console.error(i); process.exitCode = 3`)
  const heard: string[] = []
  const log = follow(child.output, (line) => heard.push(line))
  expect(await child.exited).toBe(3)
  await expect.poll(() => heard.length).toBe(40)
  expect(log.tail().split('\n')).toEqual(Array.from({ length: 30 }, (_, i) => `${i + 11}`))
})

test('it is given the environment that is meant for it', async () => {
  expect(await firstLine(run('console.error(process.env.GIVEN)', { env: { ...process.env, GIVEN: 'yes' } }))).toBe(
    'yes',
  )
})

test.skipIf(process.platform === 'win32')('signals reach it, and a folder goes with it', async () => {
  const child = run(patient, { remove: cwd })
  const pid = Number(await firstLine(child))
  child.signal('STOP')
  child.signal('CONT')
  expect(isRunning(pid)).toBe(true)
  child.signal('KILL')
  expect(await child.exited).not.toBe(0)
  await expect(access(cwd)).rejects.toThrow('ENOENT')
})

test.skipIf(process.platform === 'win32')('it ends with the process that started it, however that ends', async () => {
  const starter = `import { guard } from ${JSON.stringify(join(import.meta.dirname, 'guard.ts'))}
    const child = guard(process.execPath, ['-e', ${JSON.stringify(patient)}], { cwd: ${JSON.stringify(cwd)} })
    child.output.pipe(process.stdout)`
  const parent = spawn(process.execPath, ['--input-type=module-typescript', '-e', starter], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const pid = Number(await firstLine({ output: parent.stdout }))
  expect(isRunning(pid)).toBe(true)
  parent.kill('SIGKILL')
  await once(parent, 'close')
  await expect.poll(() => isRunning(pid)).toBe(false)
})
