import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { Secrets } from './secrets.ts'

let dir: string

beforeEach(async () => {
  const parent = await mkdtemp(join(tmpdir(), 'renting-secrets-'))
  onTestFinished(() => rm(parent, { recursive: true }))
  dir = join(parent, 'data')
})

test('secrets are random, and the same at the next start', async () => {
  const first = await Secrets.open(dir, ['user', 'house'])
  expect(first.get('user')).toMatch(/^[\w-]{43}$/)
  expect(first.get('user')).not.toBe(first.get('house'))
  expect(Buffer.from(first.key('user'), 'base64')).toHaveLength(32)
  expect(first.key('user')).toMatch(/^[A-Za-z0-9+/]{43}=$/)
  const second = await Secrets.open(dir, ['user', 'house', 'order'])
  expect([second.get('user'), second.get('house')]).toEqual([first.get('user'), first.get('house')])
  expect(second.get('order')).toMatch(/^[\w-]{43}$/)
})

test.skipIf(process.platform === 'win32')('nobody else can read them', async () => {
  await Secrets.open(dir, ['user'])
  expect((await stat(join(dir, 'secrets.json'))).mode & 0o777).toBe(0o600)
  expect((await stat(dir)).mode & 0o777).toBe(0o700)
})

test.each(['', '{', '[1]', '{"user":1}'])('a damaged file (%s) is said in one sentence', async (text) => {
  await Secrets.open(dir, [])
  await writeFile(join(dir, 'secrets.json'), text)
  await expect(Secrets.open(dir, ['user'])).rejects.toThrow(/secrets\.json is damaged: restore it .* empty data\.$/)
})
