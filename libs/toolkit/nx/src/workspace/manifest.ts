import { readJson, type Tree, writeJson } from '@nx/devkit'

type Versions = Readonly<Record<string, string>>

/** What is read of a `package.json`. */
export interface Manifest {
  readonly name: string
  readonly version: string
  readonly license?: string
  readonly workspaces?: readonly string[]
  readonly dependencies?: Versions
  readonly devDependencies?: Versions
}

export function readManifest(tree: Tree, folder: string): Manifest {
  return readJson<Manifest>(tree, `${folder}/package.json`)
}

/** The version of a package, or the one in which it asks for a dependency. @throws Error when it does not */
export function versionOf(tree: Tree, folder: string, dependency?: string): string {
  const { version, dependencies, devDependencies } = readManifest(tree, folder)
  const found = dependency === undefined ? version : { ...dependencies, ...devDependencies }[dependency]
  if (found === undefined) throw new Error(`${folder}/package.json does not ask for ${dependency}.`)
  return found
}

/** The folders of all packages that the lock file links, by name. */
export function packageNames(tree: Tree): ReadonlyMap<string, string> {
  const { packages } = readJson<{
    readonly packages: Readonly<Record<string, { readonly link?: boolean; readonly resolved?: string }>>
  }>(tree, 'package-lock.json')
  const linked = Object.entries(packages).filter(([, { link }]) => link === true)
  return new Map(linked.map(([place, { resolved = '' }]) => [place.replace(/^node_modules\//, ''), resolved]))
}

/** Adds a dependency to a package, before another one where that is there. */
export function addDependency(
  tree: Tree,
  folder: string,
  name: string,
  version: string,
  { before }: { readonly before: string },
): void {
  const manifest = readManifest(tree, folder)
  const entries = Object.entries(manifest.dependencies ?? {})
  const at = entries.findIndex(([each]) => each === before)
  entries.splice(at < 0 ? entries.length : at, 0, [name, version])
  writeJson(tree, `${folder}/package.json`, { ...manifest, dependencies: Object.fromEntries(entries) })
}
