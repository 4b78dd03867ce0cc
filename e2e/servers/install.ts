/**
 * Gets the real servers that tests run against, and the peers that they meet: `npm run servers:install [-- name…]`, all
 * when none is named. Each is built by Go from versions with checksums, once for all checkouts of a person; what is there
 * is left.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readdir, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { binFolder, findServer } from '@micro/servers'
import { findPeer, type GoProgram, lines, peerProgram } from '../interop/programs.ts'

/** A program, and how to find the one that is there. @throws when none is */
interface Known extends GoProgram {
  find(): Promise<string>
}

/** Each folder beside this file is a server: a Go module that requires the one that its `tools.go` names. */
const servers = (await readdir(import.meta.dirname, { withFileTypes: true }))
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort()
const known: readonly Known[] = [
  ...(await Promise.all(servers.map(async (name) => ({ ...(await server(name)), find: () => findServer(name) })))),
  ...(await Promise.all(lines.map(async (line) => ({ ...(await peerProgram(line)), find: () => findPeer(line) })))),
]

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !known.some((each) => each.name === name))
if (unknown.length > 0) {
  console.error(`there is no server ${unknown.join(', ')}; there is ${known.map(({ name }) => name).join(', ')}`)
  process.exit(2)
}
for (const program of asked.length > 0 ? known.filter(({ name }) => asked.includes(name)) : known) {
  const there = await program.find().catch(() => undefined)
  if (there !== undefined) console.log(`${program.name} is there: ${there}`)
  else if (!(await build(program))) process.exitCode = 1
}

async function server(name: string): Promise<GoProgram> {
  const folder = join(import.meta.dirname, name)
  const [, path = ''] = /import _ "(.+)"/.exec(await readFile(join(folder, 'tools.go'), 'utf8')) ?? []
  return { name, file: join(binFolder(), name), folder, args: [path] }
}

async function build({ name, file, folder, args }: GoProgram): Promise<boolean> {
  console.log(`building ${name} with Go; from nothing this takes minutes`)
  await mkdir(binFolder(), { recursive: true })
  const begin = performance.now()
  const fresh = `${file}.${process.pid}`
  const go = spawn('go', ['build', '-trimpath', '-ldflags', '-s -w', '-o', fresh, ...args], {
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
  await rename(fresh, file)
  console.log(`${name} was built in ${seconds(begin)}: ${file}`)
  return true
}

function seconds(begin: number): string {
  return `${Math.round((performance.now() - begin) / 1000)} s`
}
