import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Block, extractBlocks } from './blocks.ts'
import { calledScripts, runBlock, typeErrors, writeModules } from './check.ts'

const root = resolve(import.meta.dirname, '../..')
const documents = globSync(['README.md', 'README.zh-CN.md', 'CONTRIBUTING.md', 'docs/**/*.md'], { cwd: root })
  .sort()
  .map((path) => ({ path, blocks: extractBlocks(readFileSync(join(root, path), 'utf8')).filter(isTested) }))

/** Diagrams, configuration and the like are left alone; walk-throughs are walked elsewhere. */
function isTested({ language, step }: Block): boolean {
  return (language === 'ts' || language === 'sh') && !step
}

const rootScripts = Object.keys(
  (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> }).scripts,
)

const modules = new Map<Block, string>()
let errors: ReadonlyMap<string, readonly string[]> = new Map()

beforeAll(async () => {
  for (const { path, blocks } of documents) {
    const folder = join(root, 'scripts/.blocks', path.replace(/\.md$/, ''))
    for (const [block, file] of await writeModules(folder, blocks)) modules.set(block, file)
  }
  errors = typeErrors(join(root, 'tsconfig.base.json'), [...modules.values()])
})

test('there are documents to check', () => {
  expect(documents.map(({ path }) => path)).toEqual(expect.arrayContaining(['CONTRIBUTING.md']))
})

describe.each(documents.filter(({ blocks }) => blocks.length > 0))('$path', ({ blocks }) => {
  for (const block of blocks) {
    const { language, line, run, text } = block
    if (language === 'ts') {
      test(`the code at line ${line} type-checks`, () => {
        expect(errors.get(modules.get(block)!) ?? []).toEqual([])
      })
    }
    if (language === 'sh') {
      test(`the commands at line ${line} call scripts that exist`, () => {
        expect(calledScripts(text).filter((name) => !rootScripts.includes(name))).toEqual([])
      })
    }
    if (run) {
      test(`the ${language} at line ${line} runs`, { timeout: 70_000 }, async () => {
        expect(['ts', 'sh']).toContain(language)
        await runBlock(root, block, modules.get(block))
      })
    }
  }
})
