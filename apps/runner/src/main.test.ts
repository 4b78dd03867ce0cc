import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { startRunner } from '../test/runner.ts'

const main = new URL('./main.ts', import.meta.url)

function runner(...flags: string[]) {
  const started = startRunner(main, ...flags)
  onTestFinished(() => void started.child.kill('SIGKILL'))
  return started
}

/** The shell lines that the runner suggests. */
function suggested(shown: readonly string[]): string {
  const begin = shown.findIndex((line) => line.startsWith('Try next'))
  return shown.slice(begin + 1, shown.indexOf('', begin)).join('\n')
}

async function shell(lines: string): Promise<string> {
  const { stdout } = await promisify(execFile)('/bin/sh', ['-c', lines])
  return stdout
}

test.skipIf(process.platform === 'win32')(
  'what the runner suggests at its end works, in processes and in one, and the data stay',
  { timeout: 180_000 },
  async () => {
    const data = await mkdtemp(join(tmpdir(), 'renting-main-'))
    onTestFinished(() => rm(data, { recursive: true, force: true, maxRetries: 10 }))
    const orders: { id: string; houseId: string }[] = []
    for (const flags of [[], ['--single'], []]) {
      const run = runner('--data', data, '--port', '0', ...flags)
      await run.line('^  curl -s .*/accept')
      await run.line('^$', 4)
      const lines = suggested(run.shown)
      if (orders.length < 2) {
        // A search knows of a booking by event, which may still be on its way.
        const search = /"\$API(\/houses[^"]*)"/.exec(lines)?.[1]
        const api = /API=(.*)/.exec(lines)?.[1]
        for (const { houseId } of orders) {
          while ((await (await fetch(`${api}${search}`)).text()).includes(`"${houseId}"`)) await delay(100)
        }
        const [quote = '', order = ''] = (await shell(lines)).trim().split('\n')
        expect(JSON.parse(quote)).toMatchObject({ nights: [{}, {}], total: { currency: 'CNY' } })
        expect(JSON.parse(order)).toMatchObject({ status: 'WAIT_PAYMENT' })
        orders.push(JSON.parse(order))
      } else {
        const seen = await shell(`${lines.split('\n').slice(0, 4).join('\n')}
          curl -s "$API/orders?role=tenant" -H "authorization: Bearer $TENANT"`)
        const ids = (all: readonly { id: string }[]) => all.map(({ id }) => id).toSorted()
        // Beside those that the demonstration gave them.
        expect(ids(JSON.parse(seen).items)).toEqual(expect.arrayContaining(ids(orders)))
      }
      run.child.kill('SIGINT')
      expect(await run.exit).toBe(0)
      expect(run.shown.join('\n')).not.toMatch(/was killed|starting it again/)
    }
  },
)

test.each([
  [['--nonsense'], 2, "Unknown option '--nonsense'. See npm start -- --help."],
  [
    ['--registry', 'eureka'],
    2,
    'There is no registry "eureka" here; there is service, consul, etcd. See npm start -- --help.',
  ],
])('%s is refused in one line', async (flags, code, text) => {
  const run = runner(...flags)
  expect(await run.exit).toBe(code)
  expect(run.shown).toEqual([text])
})

test('--help says what there is', async () => {
  const run = runner('--help')
  expect(await run.exit).toBe(0)
  for (const flag of ['--data', '--port', '--single', '--registry', '--broker', '--help']) {
    expect(run.shown.join('\n')).toContain(flag)
  }
})
