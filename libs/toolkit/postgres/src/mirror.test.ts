import { chmod, mkdir, mkdtemp, readFile, readlink, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { isOurs, mirror } from './mirror.ts'

let source: string
let target: string

beforeEach(async () => {
  const dir = await mkdtemp(join(tmpdir(), 'micro-mirror-'))
  onTestFinished(() => rm(dir, { recursive: true }))
  source = join(dir, 'source')
  target = join(dir, 'target')
  await mkdir(join(source, 'lib'), { recursive: true })
  await writeFile(join(source, 'lib', 'libx.so.1'), 'binary')
  await symlink('libx.so.1', join(source, 'lib', 'libx.so'))
})

describe('mirror', () => {
  test('copies folders, files and links', async () => {
    await mirror(source, target)
    expect(await readFile(join(target, 'lib', 'libx.so'), 'utf8')).toBe('binary')
    expect(await readlink(join(target, 'lib', 'libx.so'))).toBe('libx.so.1')
  })

  test.skipIf(process.platform === 'win32')(
    'lets everybody read the copy, whatever the modes and the umask',
    async () => {
      await chmod(join(source, 'lib', 'libx.so.1'), 0o700)
      const before = process.umask(0o077)
      onTestFinished(() => void process.umask(before))
      await mirror(source, target)
      expect((await stat(join(target, 'lib'))).mode & 0o777).toBe(0o755)
      expect((await stat(join(target, 'lib', 'libx.so.1'))).mode & 0o777).toBe(0o755)
    },
  )

  test('heals a copy that lost a file or holds half of one', async () => {
    await mirror(source, target)
    await rm(join(target, 'lib', 'libx.so'))
    await writeFile(join(target, 'lib', 'libx.so.1'), 'bin')
    await mirror(source, target)
    expect(await readFile(join(target, 'lib', 'libx.so'), 'utf8')).toBe('binary')
  })
})

describe.skipIf(process.platform === 'win32')('isOurs', () => {
  test('takes a folder that only we can write', async () => {
    await mkdir(target, { mode: 0o755 })
    expect(await isOurs(target)).toBe(true)
  })

  test('refuses a folder that others can write, and a link', async () => {
    await symlink(source, target)
    expect(await isOurs(target)).toBe(false)
    expect(await isOurs(tmpdir())).toBe(false)
  })
})
