import { createHash } from 'node:crypto'
import { access, constants, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { binFolder, MissingServer } from '@micro/servers'

/** The versions of Go Micro that are tried: each is a `.mod` and a `.sum` in `go`. */
export const lines = ['v3', 'v4', 'v5.12', 'v5'] as const
export type Line = (typeof lines)[number]

/** A program of Go that tests need, and how `go build` makes it. */
export interface GoProgram {
  readonly name: string
  /** Where it is once it was built. */
  readonly file: string
  readonly folder: string
  readonly args: readonly string[]
}

const folder = join(import.meta.dirname, 'go')

/** The peer of one version of Go Micro. One whose sources have changed is another file: it is built again. */
export async function peerProgram(line: Line): Promise<GoProgram> {
  const name = `go-micro-${line}`
  // One source serves all versions of a major one, v5 also v5.12.
  const [major] = line.split('.')
  const hash = createHash('sha256')
  for (const source of ['main.go', `${major}.go`, `${line}.mod`, `${line}.sum`]) {
    hash.update(await readFile(join(folder, source)))
  }
  const file = join(binFolder(), `${name}-${hash.digest('hex').slice(0, 12)}`)
  return { name, file, folder, args: ['-modfile', `${line}.mod`, '-tags', major!, '.'] }
}

/** @throws {MissingServer} with the command that builds it */
export async function findPeer(line: Line): Promise<string> {
  const { name, file } = await peerProgram(line)
  return await access(file, constants.X_OK).then(
    () => file,
    () => Promise.reject(new MissingServer(name)),
  )
}
