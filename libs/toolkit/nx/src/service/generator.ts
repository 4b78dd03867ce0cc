import { join } from 'node:path'
import { type GeneratorCallback, generateFiles, type Tree } from '@nx/devkit'
import { finish } from '../workspace/finish.ts'
import { lockPackage } from '../workspace/lock.ts'
import { addDependency, packageNames, versionOf } from '../workspace/manifest.ts'
import { type ServiceOptions, serviceNames, substitutions } from './names.ts'
import { addToRunner, runnerServices } from './runner.ts'

const runner = 'apps/runner'

/**
 * Makes a domain service in the shape of the others, and has the runner start it.
 *
 * @returns what is to be done when the files are written: none of it needs the network
 * @throws Error with one sentence, before anything is written, for a name that can't be
 */
export async function serviceGenerator(tree: Tree, options: ServiceOptions): Promise<GeneratorCallback> {
  checkFree(tree, options.name)
  const names = serviceNames(options)
  const { kebab, snake } = names.service
  const [folder, proto] = [`apps/${kebab}`, `proto/renting/${snake}`]
  const values = { ...substitutions(names), time: timeOf(new Date()), versions: versions(tree) }
  const files = join(import.meta.dirname, 'files')
  generateFiles(tree, join(files, 'app'), folder, values)
  generateFiles(tree, join(files, 'proto'), proto, values)

  const name = `@renting/${kebab}`
  addToRunner(tree, names.service)
  addDependency(tree, runner, name, versionOf(tree, folder), { before: '@renting/api' })
  lockPackage(tree, folder)
  lockPackage(tree, runner)
  return () =>
    finish(tree.root, {
      packages: [{ name, folder }],
      written: [folder, runnerServices, `${runner}/package.json`],
      generates: true,
      next: [`npx nx test ${name}`, 'npm start'],
    })
}

/** @throws Error when the service, its contracts or its package are there */
function checkFree(tree: Tree, name: string): void {
  const taken = [`apps/${name}`, `proto/renting/${name.replaceAll('-', '_')}`].find((path) => tree.exists(path))
  const place = taken ?? packageNames(tree).get(`@renting/${name}`)
  if (place !== undefined) throw new Error(`“${name}” is there already (${place}); choose another name.`)
}

/** As migrations begin: `20261120153000`. */
function timeOf(date: Date): string {
  return date.toISOString().replaceAll(/\D/g, '').slice(0, 14)
}

function versions(tree: Tree) {
  return {
    core: versionOf(tree, 'libs/micro/core'),
    contracts: versionOf(tree, 'libs/contracts'),
    platform: versionOf(tree, 'libs/platform'),
    postgres: versionOf(tree, 'libs/toolkit/postgres'),
    prisma: versionOf(tree, '.', 'prisma'),
  }
}
