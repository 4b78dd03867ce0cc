import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

export interface Project {
  readonly name: string
  /** Folder relative to the workspace's root, with forward slashes. */
  readonly folder: string
  readonly scripts: Readonly<Record<string, string>>
}

interface Manifest {
  readonly name: string
  readonly workspaces?: readonly string[]
  readonly scripts?: Readonly<Record<string, string>>
}

/** Every workspace package below `root`, in the order of their folders. */
export function listProjects(root: string): readonly Project[] {
  const patterns = readManifest(join(root, 'package.json')).workspaces ?? []
  return globSync(
    patterns.map((pattern) => `${pattern}/package.json`),
    { cwd: root },
  )
    .sort()
    .map((file) => {
      const { name, scripts = {} } = readManifest(join(root, file))
      return { name, folder: dirname(file).replaceAll('\\', '/'), scripts }
    })
}

function readManifest(file: string): Manifest {
  return JSON.parse(readFileSync(file, 'utf8')) as Manifest
}
