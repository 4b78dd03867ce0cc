import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import type { ReadyMessage } from './parent.ts'

/** A process that runs the given lines with the helpers at hand. */
async function child(lines: string) {
  const dir = await mkdtemp(join(tmpdir(), 'renting-parent-'))
  onTestFinished(() => rm(dir, { recursive: true }))
  const module = JSON.stringify(new URL('./parent.ts', import.meta.url).href)
  await writeFile(join(dir, 'child.mjs'), `import { reportReady, stopWithParent } from ${module}\n${lines}`)
  const process = fork(join(dir, 'child.mjs'), { execArgv: [], stdio: ['ignore', 'pipe', 'inherit', 'ipc'] })
  onTestFinished(() => void process.kill('SIGKILL'))
  return process
}

test('a service tells its runner where it serves', async () => {
  const service = await child(`reportReady({ http: 'http://127.0.0.1:1' })`)
  const [message] = (await once(service, 'message')) as [ReadyMessage]
  expect(message).toEqual({ type: 'ready', addresses: { http: 'http://127.0.0.1:1' } })
})

test('a service whose runner is gone stops as by SIGTERM', async () => {
  const service = await child(`
    process.on('SIGTERM', () => { console.log('drained'); process.exit(0) })
    setInterval(() => {}, 1e6)
    stopWithParent()
    reportReady()`)
  const [output] = await Promise.all([
    text(service.stdout!),
    once(service, 'message').then(() => service.disconnect()),
    expect(once(service, 'exit')).resolves.toEqual([0, null]),
  ])
  expect(output).toBe('drained\n')
})

test('a runner that was gone before is noticed too', async () => {
  const service = await child(`
    setInterval(() => {}, 1e6)
    process.on('disconnect', () => stopWithParent(() => process.exit(3)))
    reportReady()`)
  await once(service, 'message')
  service.disconnect()
  expect(await once(service, 'exit')).toEqual([3, null])
})

test('watching the runner does not keep a finished service alive', async () => {
  const service = await child('stopWithParent()')
  expect(await once(service, 'exit')).toEqual([0, null])
})
