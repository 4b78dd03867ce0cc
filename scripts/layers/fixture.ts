import { mkdir, mkdtemp, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'

/** Package name by folder: one of each layer. */
const packages: Readonly<Record<string, string>> = {
  'libs/micro/core': '@micro/core',
  'libs/micro/testing': '@micro/testing',
  'libs/plugins/broker/first': '@micro/broker-first',
  'libs/plugins/broker/second': '@micro/broker-second',
  'libs/toolkit/first': '@micro/first',
  'libs/toolkit/second': '@micro/second',
  'libs/contracts': '@renting/contracts',
  'libs/platform': '@renting/platform',
  'apps/user': '@renting/user',
  'apps/order': '@renting/order',
  'apps/runner': '@renting/runner',
  bench: '@micro/bench',
  e2e: '@renting/e2e',
  scripts: '@renting/workspace',
}

/**
 * Writes a small workspace of empty packages, each linked by its name, plus `files`.
 *
 * @param files - text by path relative to the root
 * @returns the root; the caller removes it
 */
export async function writeWorkspace(files: Readonly<Record<string, string>>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'layers-'))
  const everything: Record<string, string> = {
    'package.json': JSON.stringify({ name: 'fixture', type: 'module', workspaces: Object.keys(packages) }),
  }
  for (const [folder, name] of Object.entries(packages)) {
    everything[`${folder}/package.json`] = manifest(name)
    everything[`${folder}/src/index.ts`] = 'export const here = true\n'
  }
  for (const library of ['protobufjs', 'pg', 'stray']) {
    everything[`node_modules/${library}/package.json`] = JSON.stringify({
      name: library,
      version: '1.0.0',
      main: 'index.js',
    })
    everything[`node_modules/${library}/index.js`] = 'module.exports = {}\n'
  }
  for (const [path, text] of Object.entries({ ...everything, ...files })) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), text)
  }
  for (const [folder, name] of Object.entries(packages)) {
    const link = join(root, 'node_modules', name)
    await mkdir(dirname(link), { recursive: true })
    await symlink(relative(dirname(link), join(root, folder)), link, 'junction')
  }
  return root
}

function manifest(name: string): string {
  const exported = { '.': './src/index.ts', './values': './src/values/index.ts' }
  const dependencies = { protobufjs: '1.0.0', pg: '1.0.0' }
  return JSON.stringify({ name, version: '1.0.0', type: 'module', exports: exported, dependencies })
}
