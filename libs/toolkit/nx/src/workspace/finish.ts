import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { logger } from '@nx/devkit'

export interface Finish {
  readonly packages: readonly { readonly name: string; readonly folder: string }[]
  /** Folders and files to be formatted. */
  readonly written: readonly string[]
  /** There are protos or Prisma schemas among them. */
  readonly generates?: boolean
  /** Commands to go on with. */
  readonly next: readonly string[]
}

/** What is left when the files are written: links, generated code, format, the picture of the layers. */
export function finish(root: string, { packages, written, generates = false, next }: Finish): void {
  for (const { name, folder } of packages) link(root, name, folder)
  const node = (...args: string[]) => execFileSync(process.execPath, args, { cwd: root, stdio: 'inherit' })
  if (generates) node('scripts/generate.ts')
  const biome = createRequire(join(root, 'package.json')).resolve('@biomejs/biome/bin/biome')
  // Where lines break and how imports are sorted depends on the names.
  node(biome, 'check', '--write', '--log-level=error', ...written)
  node('scripts/layers/draw.ts')
  logger.info(`\nNext: ${next.join(', ')}`)
}

/** What `npm install` does for a package of the workspace. */
function link(root: string, name: string, folder: string): void {
  const place = join(root, 'node_modules', name)
  if (existsSync(place)) return
  mkdirSync(dirname(place), { recursive: true })
  symlinkSync(relative(dirname(place), join(root, folder)), place, 'junction')
}
