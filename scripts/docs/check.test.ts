import { rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { extractBlocks } from './blocks.ts'
import { calledScripts, runBlock, typeErrors, writeModules } from './check.ts'

const root = resolve(import.meta.dirname, '../..')

/** Writes a document's blocks inside the workspace, so that they find its packages. */
async function modulesOf(name: string, markdown: string) {
  const folder = join(root, 'scripts/.blocks/tests', name)
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const blocks = extractBlocks(markdown)
  return { blocks, modules: await writeModules(folder, blocks) }
}

test('a wrong type is found at its line', async () => {
  const { modules } = await modulesOf('wrong', "```ts\nexport const ok = 1\nconst wrong: number = 'a'\n```\n")
  const [file] = modules.values()
  const messages = typeErrors(join(root, 'tsconfig.base.json'), [file!])
  expect(messages.get(file!)).toEqual([expect.stringMatching(/^2: .*not assignable to type 'number'/)])
})

test('blocks import each other by file name and the packages by theirs', async () => {
  const { blocks, modules } = await modulesOf(
    'imports',
    [
      '```ts file=one.ts',
      'export const one: number = 1',
      '```',
      '```ts run',
      "import { one } from './one.ts'",
      "import * as core from '@micro/core'",
      'console.log(one, typeof core)',
      '```',
    ].join('\n'),
  )
  expect([...typeErrors(join(root, 'tsconfig.base.json'), [...modules.values()]).values()]).toEqual([])
  expect(await runBlock(root, blocks[1]!, modules.get(blocks[1]!))).toBe('1 object\n')
})

test('a block that throws fails', async () => {
  const { blocks, modules } = await modulesOf('throws', "```ts run\nthrow new Error('no')\n```\n")
  await expect(runBlock(root, blocks[0]!, modules.get(blocks[0]!))).rejects.toThrow('Error: no')
})

test('a shell block fails at its first failing command', async () => {
  const { blocks } = await modulesOf('shell', '```sh run\nfalse\necho reached\n```\n')
  await expect(runBlock(root, blocks[0]!, undefined)).rejects.toMatchObject({ code: 1, stdout: '' })
})

test('npm scripts are recognised in a shell block', () => {
  expect(calledScripts('npm ci && npm start -- --single\nnpm run graph:layers; npm test\nnpx nx graph')).toEqual([
    'start',
    'graph:layers',
    'test',
  ])
})
