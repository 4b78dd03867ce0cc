import { cp, mkdir, mkdtemp, readdir, readlink, realpath, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join, relative, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../../../..')

/** What is made anew, or belongs to the place where it is. Generated code comes along. */
const left = new Set(['.git', '.nx', '.data', '.reports', '.blocks', 'node_modules', 'dist', 'coverage'])

/** A copy of the repository to change at will, with what is installed here; its packages are linked to each other. */
export class Copy {
  readonly root: string

  private constructor(root: string) {
    this.root = root
  }

  static async make(): Promise<Copy> {
    // Nx knows a workspace by its real path.
    const copy = new Copy(join(await realpath(await mkdtemp(join(tmpdir(), 'renting-copy-'))), 'renting'))
    const installed: string[] = []
    const filter = (path: string) => {
      if (basename(path) === 'node_modules') installed.push(relative(root, path))
      return !left.has(basename(path))
    }
    await cp(root, copy.root, { recursive: true, filter })
    for (const folder of installed) await linkModules(join(root, folder), join(copy.root, folder))
    return copy
  }

  async remove(): Promise<void> {
    await rm(resolve(this.root, '..'), { recursive: true, force: true, maxRetries: 10 })
  }
}

/** Each package by a link, since nobody changes them; a link to a package of the workspace as it is, so it stays inside. */
async function linkModules(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true })
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.name === '.cache') continue
    if (entry.isSymbolicLink()) await symlink(await readlink(source), target, 'junction')
    else if (entry.isDirectory() && (entry.name.startsWith('@') || entry.name === '.bin')) {
      await linkModules(source, target)
    } else await symlink(source, target, 'junction')
  }
}
