import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { badInput } from './bad-input/bad-input.ts'
import { namedInput } from './bad-input/named.ts'
import { texts } from './bad-input/texts.ts'
import { Platform } from './platform.ts'
import { makeWorld, type World } from './routes/world.ts'
import { wrongUsers } from './strangers/strangers.ts'

let platform: Platform

beforeAll(async () => {
  platform = await Platform.start()
})
afterAll(() => platform.remove())

/** People and things that the tests before have not touched. */
function inWorld(tests: (here: () => World) => void): void {
  let world: World
  beforeAll(async () => {
    world = await makeWorld(platform)
  })
  tests(() => world)
}

describe('of every route, a wrong user:', () => inWorld(wrongUsers))
describe('of every route, bad input:', () => inWorld(badInput))
describe('input with a name:', () => inWorld(namedInput))
describe('text:', () => inWorld(texts))

test('none of it was a fault of the platform', () => {
  expect(platform.lines.filter((line) => /│.*\b(ERROR|FATAL|PANIC)\b|starting it again/.test(line))).toEqual([])
})
