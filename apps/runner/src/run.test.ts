import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { allEnded, programName } from '../test/processes.ts'
import { startRunner } from '../test/runner.ts'
import { processTree } from './process-tree.ts'

const fake = new URL('../test/fake-runner.ts', import.meta.url)
let prepared: string
let data: string

beforeAll(async () => {
  prepared = await mkdtemp(join(tmpdir(), 'renting-prepared-'))
  const { child, line, exit } = startRunner(fake, '--data', prepared, '--port', '0')
  await line('renting is ready after')
  child.kill('SIGTERM')
  await exit
  return () => rm(prepared, { recursive: true, force: true })
})

beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'renting-run-'))
  await cp(prepared, data, { recursive: true })
  onTestFinished(() => rm(data, { recursive: true, force: true, maxRetries: 10 }))
})

function startedIn(script: URL, ...flags: string[]) {
  const started = startRunner(script, ...flags)
  onTestFinished(() => void started.child.kill('SIGKILL'))
  return started
}

const runner = (...flags: string[]) => startedIn(fake, '--data', data, '--port', '0', ...flags)

describe('the runner', () => {
  test('starts everything, and ends it in order when it is told to', async () => {
    const { child, line, exit, shown } = runner()
    await line('renting is ready after')
    child.kill('SIGINT')
    expect(await exit).toBe(0)
    const order = shown.flatMap(
      (each) => /^(user|house|api) .*finished|^(postgres) .*is shut down/.exec(each)?.slice(1) ?? [],
    )
    const ended = order.filter((name) => name !== undefined)
    expect(ended.toSorted()).toEqual(['api', 'house', 'postgres', 'user'])
    expect([ended[0], ended[3]]).toEqual(['api', 'postgres'])
    expect(shown.join('\n')).not.toMatch(/could not finish|killed/)
  })

  test('prefixes what each process writes, without colours in a pipe', async () => {
    const { child, line, exit, shown } = runner()
    await line('renting is ready after')
    child.kill('SIGTERM')
    expect(await exit).toBe(0)
    expect(shown).toContain('api      │ finished its work')
    expect(shown.join('')).not.toContain('\u001b')
  })

  test('fails at once when the port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    onTestFinished(() => void other.close())
    await once(other, 'listening')
    const address = other.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const { exit, shown } = runner('--port', String(port))
    expect(await exit).toBe(1)
    expect(shown).toHaveLength(1)
    expect(shown[0]).toContain(`Port ${port} is taken by another program: stop that one, or take another port`)
  })

  test('refuses data that another runner uses, and leaves that one alone', async () => {
    const first = runner()
    await first.line('renting is ready after')
    const second = runner()
    expect(await second.exit).toBe(1)
    expect(second.shown.join('\n')).toMatch(/renting cannot start\. The data in .* are in use by another PostgreSQL/)
    first.child.kill('SIGTERM')
    expect(await first.exit).toBe(0)
    expect(first.shown.join('\n')).not.toMatch(/died|starting it again/)
  })
})

describe.runIf(process.platform === 'linux')('the processes of the runner', () => {
  async function pidsOf(child: ChildProcess): Promise<number[]> {
    const [, ...pids] = await processTree(child.pid!)
    return pids
  }

  test('are started again when they die', async () => {
    const { child, line, exit } = runner()
    await line('renting is ready after')
    const names = await Promise.all((await pidsOf(child)).map(async (pid) => [pid, await programName(pid)] as const))
    for (const [pid, name] of names) if (/^(node|MainThread)/.test(name)) process.kill(pid, 'SIGKILL')
    await line('was ended by SIGKILL; starting it again', 3)
    await line('serves again', 3)
    child.kill('SIGTERM')
    expect(await exit).toBe(0)
  })

  test('end when the runner is killed, PostgreSQL too', async () => {
    const { child, line, exit } = runner()
    await line('renting is ready after')
    const pids = await pidsOf(child)
    const names = await Promise.all(pids.map(programName))
    expect(names.filter((name) => name === 'postgres').length).toBeGreaterThan(3)
    expect(pids.length).toBeGreaterThan(8)
    child.kill('SIGKILL')
    await exit
    await allEnded(pids)
    const again = runner()
    await again.line('renting is ready after')
    again.child.kill('SIGTERM')
    expect(await again.exit).toBe(0)
  })

  test.each(['npm', 'its shell'])('end when %s is killed', async (killed) => {
    // As npm does it: a Node, a shell, the runner.
    const script = `${JSON.stringify(process.execPath)} ${fake.pathname} --data ${data} --port 0; true`
    const npm = startedIn(new URL('../test/fake-npm.ts', import.meta.url), script)
    await npm.line('renting is ready after')
    const pids = await pidsOf(npm.child)
    const shell = pids[0] ?? 0
    process.kill(killed === 'npm' ? (npm.child.pid ?? 0) : shell, 'SIGKILL')
    await allEnded(killed === 'npm' ? pids : pids.slice(1))
  })

  test('end at once at the second wish', async () => {
    const { child, line, exit } = runner()
    await line('renting is ready after')
    const pids = await pidsOf(child)
    child.kill('SIGINT')
    await line('once more ends it at once')
    child.kill('SIGINT')
    expect(await exit).toBe(130)
    await allEnded(pids)
  })

  test('end when it is stopped while it starts', async () => {
    const { child, line, exit } = runner()
    await line('PostgreSQL serves')
    const pids = await pidsOf(child)
    child.kill('SIGTERM')
    expect(await exit).toBe(0)
    await allEnded(pids)
  })
})
