import { afterAll, beforeAll, expect, test } from 'vitest'
import { faults, restarts } from '../src/faults.ts'
import { type Person, register, verify } from '../src/people.ts'
import { Platform } from '../src/platform.ts'
import { accountDefects } from './account.ts'
import { houseDefects } from './houses.ts'
import { orderDefects } from './orders.ts'
import { workspaceDefects } from './workspace.ts'

let platform: Platform
let people: { readonly tenant: Person; readonly landlord: Person; readonly newcomer: Person }

beforeAll(async () => {
  // The limits as in production: some defects were that there were none.
  platform = await Platform.start({ env: { RENTING_RATE_LIMITS: 'on' } })
  const [tenant, landlord, newcomer] = await Promise.all(
    ['Li Ming', 'Wang Fang', 'Newcomer'].map((name) => register(platform.client(), name)),
  )
  await Promise.all([verify(tenant!), verify(landlord!)])
  people = { tenant: tenant!, landlord: landlord!, newcomer: newcomer! }
})
afterAll(() => platform.remove())

const here = () => ({ platform, ...people })
accountDefects(here)
houseDefects(here)
workspaceDefects(here)
// The last of these moves the clock.
orderDefects(here)

test('none of it was a fault of the platform', () => {
  const shown = [...faults(platform), ...restarts(platform)]
  // What keeps a service out of another's database.
  expect(shown.filter((line) => !/permission denied for database/.test(line))).toEqual([])
})
