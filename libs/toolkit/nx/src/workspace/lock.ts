import { type Tree, updateJson } from '@nx/devkit'
import { readManifest } from './manifest.ts'

interface Lock {
  readonly packages: Readonly<Record<string, unknown>>
}

/**
 * Says in the lock file what a package of the workspace is and asks for, as npm would: so that no `npm install`, and no
 * network, is needed. What it asks for must be in the lock file already.
 */
export function lockPackage(tree: Tree, folder: string): void {
  const { name, version, license, dependencies, devDependencies } = readManifest(tree, folder)
  const entry = {
    name,
    version,
    ...(license && { license }),
    ...(dependencies && { dependencies: sorted(dependencies) }),
    ...(devDependencies && { devDependencies: sorted(devDependencies) }),
  }
  const link = { resolved: folder, link: true }
  updateJson<Lock>(tree, 'package-lock.json', (lock) => ({
    ...lock,
    packages: sorted({ ...lock.packages, [folder]: entry, [`node_modules/${name}`]: link }),
  }))
}

/** In npm's order. */
function sorted<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => a.localeCompare(b, 'en')))
}
