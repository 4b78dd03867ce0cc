import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Copy } from '@micro/nx/vitest'
import { expect, onTestFinished, test } from 'vitest'
import { type Block, extractBlocks } from './blocks.ts'
import { Walk } from './walk.ts'

const root = resolve(import.meta.dirname, '../..')

function stepsOf(path: string): readonly Block[] {
  return extractBlocks(readFileSync(join(root, path), 'utf8')).filter(({ step }) => step === true)
}

const steps = stepsOf('docs/add-a-service.md')

test('a service is added as the document says, and answers through the gateway', { timeout: 300_000 }, async () => {
  const copy = await Copy.make()
  onTestFinished(() => copy.remove())
  const walk = new Walk(copy)
  onTestFinished(() => walk.end())
  expect(steps.length).toBeGreaterThan(10)
  for (const step of steps) {
    await walk.take(step).catch((cause: Error) => {
      throw new Error(`docs/add-a-service.md:${step.line}: ${cause.message}`, { cause })
    })
  }
})

test('the document’s steps are the same in Chinese', () => {
  const said = (all: readonly Block[]) => all.map(({ line: _, ...block }) => block)
  expect(said(stepsOf('docs/add-a-service.zh-CN.md'))).toEqual(said(steps))
})
