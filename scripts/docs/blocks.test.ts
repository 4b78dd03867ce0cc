import { expect, test } from 'vitest'
import { extractBlocks } from './blocks.ts'

test('a block knows its language, its marks and where it stands', () => {
  const markdown = [
    '# Title',
    '',
    '```ts run file=a.ts',
    'const one = 1',
    '',
    'export { one }',
    '```',
    '',
    '```json',
    '{}',
    '```',
  ]
  expect(extractBlocks(markdown.join('\n'))).toEqual([
    { language: 'ts', run: true, file: 'a.ts', text: 'const one = 1\n\nexport { one }\n', line: 4 },
    { language: 'json', run: false, text: '{}\n', line: 10 },
  ])
})

test('a step of a walk-through knows the file it is for', () => {
  expect(extractBlocks('```diff step file=apps/a/b.ts\n+1\n```\n')).toEqual([
    { language: 'diff', run: false, step: true, file: 'apps/a/b.ts', text: '+1\n', line: 2 },
  ])
})

test('a fence inside a longer fence is text', () => {
  expect(extractBlocks('````md\n```ts\n1\n```\n````\n')).toEqual([
    { language: 'md', run: false, text: '```ts\n1\n```\n', line: 2 },
  ])
})

test("a block in a list loses the list's indent", () => {
  expect(extractBlocks('- so:\n  ```sh run\n  echo 1\n    echo 2\n  ```\n')).toEqual([
    { language: 'sh', run: true, text: 'echo 1\n  echo 2\n', line: 3 },
  ])
})

test('text without fences has no blocks', () => {
  expect(extractBlocks('`inline` and ``` in a line\n')).toEqual([])
})
