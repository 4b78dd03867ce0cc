import { expect, test } from 'vitest'
import { parseSeedCommand } from './options.ts'

const here = { cwd: '/somewhere', defaultData: '/checkout/.data' }
const parse = (...args: string[]) => parseSeedCommand(args, here)

test('a number of houses is needed, a folder is not', () => {
  expect(parse('--houses', '100000')).toEqual({ type: 'seed', houses: 100_000, data: '/checkout/.data' })
  expect(parse('--houses', '1', '--data', 'x')).toEqual({ type: 'seed', houses: 1, data: '/somewhere/x' })
  expect(parse('--help')).toEqual({ type: 'help' })
})

test.each([
  [],
  ['--houses', '0'],
  ['--houses', '1000001'],
  ['--houses', '1e5'],
  ['--houses', '-1'],
  ['--houses', '5', '--data', ''],
  ['--house', '5'],
  ['--houses', '5', 'more'],
])('anything else is refused with what would help: %s %s %s', (...args) => {
  expect(parse(...args.map(String))).toMatchObject({ type: 'refused', reason: expect.stringContaining('--help') })
})
