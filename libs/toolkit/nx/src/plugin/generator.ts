import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type GeneratorCallback, generateFiles, type Tree } from '@nx/devkit'
import { capital, parseName } from '../names.ts'
import { finish } from '../workspace/finish.ts'
import { lockPackage } from '../workspace/lock.ts'
import { packageNames, versionOf } from '../workspace/manifest.ts'

export interface PluginOptions {
  readonly kind: string
  readonly name: string
}

const files = join(import.meta.dirname, 'files')
/** What every plugin has, of whatever kind. */
const common = 'common'

/**
 * Makes a plugin of the framework that passes the conformance suite of its kind, over what the core has in memory.
 *
 * @returns what is to be done when the files are written: none of it needs the network
 * @throws Error with one sentence, before anything is written, for a kind that is not there or a name that can't be
 */
export async function pluginGenerator(tree: Tree, { kind, name: text }: PluginOptions): Promise<GeneratorCallback> {
  const kinds = kindsIn(tree)
  if (!kinds.includes(kind)) throw new Error(`There is no kind “${kind}” of plugin; there is ${kinds.join(', ')}.`)
  const { kebab, camel, pascal } = parseName(text)
  const [folder, name] = [`libs/plugins/${kind}/${kebab}`, `@micro/${kind}-${kebab}`]
  const place = tree.exists(folder) ? folder : packageNames(tree).get(name)
  if (place !== undefined) throw new Error(`“${kebab}” is there already (${place}); choose another name.`)
  const versions = { core: versionOf(tree, 'libs/micro/core'), testing: versionOf(tree, 'libs/micro/testing') }
  const letters = kebab.replaceAll(/[^a-z]/g, '')
  const values = { kind, Kind: capital(kind), name: kebab, letters, camel, Pascal: pascal, versions }
  generateFiles(tree, join(files, common), folder, values)
  generateFiles(tree, join(files, kind), folder, values)
  lockPackage(tree, folder)
  return () =>
    finish(tree.root, {
      packages: [{ name, folder }],
      written: [folder],
      next: [`npx nx test ${name}`, `${folder}/README.md`],
    })
}

/** The kinds that can be made here and whose suite there is. */
function kindsIn(tree: Tree): readonly string[] {
  const suites = tree.read('libs/micro/testing/src/index.ts', 'utf8') ?? ''
  return readdirSync(files)
    .filter((kind) => kind !== common && new RegExp(`\\b${kind}Suite\\b`).test(suites))
    .sort()
}
