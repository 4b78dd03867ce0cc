import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { binFolder, findServer, MissingServer } from './index.ts'

let cache: string
let path: string
beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'micro-cache-'))
  path = await mkdtemp(join(tmpdir(), 'micro-path-'))
})
afterEach(async () => {
  for (const folder of [cache, path]) await rm(folder, { recursive: true })
})

const environment = () => ({ XDG_CACHE_HOME: cache, PATH: ['', '/nowhere', path].join(delimiter) })

async function put(folder: string, mode: number): Promise<string> {
  await mkdir(folder, { recursive: true })
  const file = join(folder, 'consul')
  await writeFile(file, '')
  await chmod(file, mode)
  return file
}

test('a server is found on the path, and where it was installed for tests before that', async () => {
  const common = await put(path, 0o755)
  expect(await findServer('consul', environment())).toBe(common)
  const own = await put(binFolder(environment()), 0o755)
  expect(await findServer('consul', environment())).toBe(own)
})

test('one that is missing is named, with the command that gets it', async () => {
  await put(path, 0o644)
  const missing = findServer('consul', environment())
  await expect(missing).rejects.toThrow(MissingServer)
  await expect(missing).rejects.toThrow('consul is not installed; this gets it: npm run servers:install -- consul')
})
