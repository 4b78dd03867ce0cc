import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { badInput } from './bad-input/bad-input.ts'
import { namedInput } from './bad-input/named.ts'
import { type RawAnswer, trickle } from './bad-input/raw.ts'
import { texts } from './bad-input/texts.ts'
import { faults, restarts } from './faults.ts'
import { landlordWithHouse } from './people.ts'
import { Platform } from './platform.ts'
import { makeWorld, type World } from './routes/world.ts'
import { wrongUsers } from './strangers/strangers.ts'

let platform: Platform
let slow: Promise<RawAnswer>

beforeAll(async () => {
  platform = await Platform.start()
  const { landlord, house } = await landlordWithHouse(platform.client())
  slow = trickle(new URL(`${platform.url}/api/v2/houses/${house.id}/images`), landlord.token)
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
describe('text:', () => inWorld(texts))
describe('input with a name:', () => inWorld((here) => namedInput(here, () => slow)))

test('none of it was a fault of the platform', () => {
  expect([...faults(platform), ...restarts(platform)]).toEqual([])
})
