/**
 * Gets the real servers that tests run against: `npm run servers:install [-- name…]`, all when none is named. Each is
 * built by Go from the versions that stand beside this file, once for all checkouts of a person; what is there is left.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readdir, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { binFolder, findServer } from '@micro/servers'

/** Each folder beside this file is a server: a Go module that requires the one that its `tools.go` names. */
const known = (await readdir(import.meta.dirname, { withFileTypes: true }))
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort()

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !known.includes(name))
if (unknown.length > 0) {
  console.error(`there is no server ${unknown.join(', ')}; there is ${known.join(', ')}`)
  process.exit(2)
}
for (const name of asked.length > 0 ? asked : known) {
  const there = await findServer(name).catch(() => undefined)
  if (there !== undefined) console.log(`${name} is there: ${there}`)
  else if (!(await build(name))) process.exitCode = 1
}

async function build(name: string): Promise<boolean> {
  const folder = join(import.meta.dirname, name)
  const [, path = ''] = /import _ "(.+)"/.exec(await readFile(join(folder, 'tools.go'), 'utf8')) ?? []
  const target = join(binFolder(), name)
  console.log(`building ${path} with Go; from nothing this takes minutes`)
  await mkdir(binFolder(), { recursive: true })
  const begin = performance.now()
  const fresh = `${target}.${process.pid}`
  const go = spawn('go', ['build', '-trimpath', '-ldflags', '-s -w', '-o', fresh, path], {
    cwd: folder,
    // Each checksum is in go.sum already; the database of checksums has not heard of some of them.
    env: { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-mod=readonly', GONOSUMDB: '*' },
    stdio: 'inherit',
  })
  const progress = setInterval(() => console.log(`  ${seconds(begin)} so far`), 30_000)
  try {
    const [code] = (await once(go, 'exit')) as [number | null]
    if (code !== 0) {
      console.error(`${name}: go build ended with ${code}`)
      return false
    }
  } catch (error) {
    console.error(`${name}: ${(error as Error).message}; install Go (https://go.dev/dl) or put ${name} on the path`)
    return false
  } finally {
    clearInterval(progress)
  }
  await rename(fresh, target)
  console.log(`${name} was built in ${seconds(begin)}: ${target}`)
  return true
}

function seconds(begin: number): string {
  return `${Math.round((performance.now() - begin) / 1000)} s`
}
