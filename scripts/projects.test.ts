import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { listProjects } from './projects.ts'

const root = resolve(import.meta.dirname, '..')
const projects = listProjects(root)

test('every layer is found', () => {
  const folders = projects.map(({ folder }) => folder)
  expect(folders).toEqual(expect.arrayContaining(['apps/order', 'libs/micro/core', 'libs/platform', 'e2e', 'scripts']))
})

test.each(projects)('$name has the targets that every project has', ({ folder, scripts }) => {
  expect(scripts.typecheck).toBe('tsc')
  expect(scripts.test).toBe('vitest run')
  expect(scripts.lint).toMatch(/^biome check --error-on-warnings \./)
  if (folder.startsWith('apps/')) expect(scripts.serve).toBe('node src/main.ts')
})

test.each(projects)('$name takes its settings from the root', ({ folder }) => {
  const tsconfig = JSON.parse(readFileSync(join(root, folder, 'tsconfig.json'), 'utf8')) as { extends?: string }
  expect(resolve(root, folder, tsconfig.extends ?? '')).toBe(join(root, 'tsconfig.base.json'))
  const vitest = join(root, folder, 'vitest.config.ts')
  expect(existsSync(vitest) && readFileSync(vitest, 'utf8')).toMatch(/from '(\.\.\/)+vitest\.config\.ts'/)
})

test('the lock file names no registry and knows every platform of every optional dependency', () => {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { resolved?: string; link?: boolean; optionalDependencies?: Record<string, string> }>
  }
  const places = Object.keys(lock.packages)
  const hosts = Object.values(lock.packages).filter(({ resolved, link }) => resolved?.includes('://') && !link)
  const missing = Object.entries(lock.packages).flatMap(([place, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) => !places.includes(`node_modules/${name}`) && !places.includes(`${place}/node_modules/${name}`),
    ),
  )
  expect(hosts).toEqual([])
  expect(missing).toEqual([])
})
