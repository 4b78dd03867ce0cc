import { describe, expect, onTestFinished, test } from 'vitest'
import { scripted, server } from '../../test/scripted.ts'

describe('a child process', () => {
  test('is ready when it says so, and tells where it serves', async () => {
    const addresses: unknown[] = []
    const unit = await scripted('api', `reportReady({ http: 'http://127.0.0.1:1' }); setInterval(() => {}, 1e6)`, {
      onReady: (where) => addresses.push(where),
    })
    const run = unit.start()
    onTestFinished(() => run.kill())
    await run.ready
    expect(addresses).toEqual([{ http: 'http://127.0.0.1:1' }])
  })

  test('hands on what it writes, line by line, and its environment is what it was given', async () => {
    const lines: string[] = []
    const unit = await scripted(
      'user',
      `process.stdout.write('one\\ntw'); process.stdout.write('o ' + JSON.stringify(process.env.GIVEN) + '\\n')
       console.error('three', process.env.HOME)`,
      { env: () => ({ GIVEN: 'value' }), onLine: (line) => lines.push(line) },
    )
    const run = unit.start()
    await run.ended
    expect(lines.toSorted()).toEqual(['one', 'three undefined', 'two "value"'])
  })

  test('that ends before it serves fails with its last words', async () => {
    const unit = await scripted('order', `console.error('DATABASE_URL is missing'); process.exitCode = 7`)
    const run = unit.start()
    await expect(run.ready).rejects.toThrow('order ended with code 7: DATABASE_URL is missing')
    expect(await run.ended).toBe('ended with code 7: DATABASE_URL is missing')
  })

  test('that never serves is killed', async () => {
    const unit = await scripted('order', 'setInterval(() => {}, 1e6)', { readyWithin: 300 })
    await expect(unit.start().ready).rejects.toThrow('it did not serve within 0.3 s')
  })

  test('ends its work when it is asked to stop', async () => {
    const lines: string[] = []
    const run = (await scripted('user', server, { onLine: (line) => lines.push(line) })).start()
    await run.ready
    run.stop()
    expect(await run.ended).toBe('ended with code 0: drained')
  })

  test('whose program is not there fails with a reason', async () => {
    const run = (await scripted('user', '', { cwd: '/nowhere/at/all' })).start()
    await expect(run.ready).rejects.toThrow('user could not be started')
  })
})
