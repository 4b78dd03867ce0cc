import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { now } from '../test/booking.ts'
import { OrderFixture } from '../test/fixture.ts'
import { commands } from '../test/life/commands.ts'
import { Model } from '../test/life/model.ts'
import { ScriptedPayments } from '../test/provider.ts'
import { statuses } from './domain/states.ts'

/**
 * Whatever people do, in whatever order, the service does what a small model does. `RENTING_LONG=1` tries ten times as
 * much. A failure prints a seed, a path and, with the commands, a replay path: `FC_SEED` tries all of it again, `FC_PATH`
 * and `FC_REPLAY` beside it only what failed, at its shortest.
 */
const { RENTING_LONG, FC_SEED, FC_PATH, FC_REPLAY } = process.env
const shape = { maxCommands: 50, size: 'max', ...(FC_REPLAY && { replayPath: FC_REPLAY }) } as const
const effort = {
  numRuns: RENTING_LONG ? 1_000 : 100,
  ...(FC_SEED && { seed: Number(FC_SEED) }),
  ...(FC_PATH && { path: FC_PATH }),
}

let it: OrderFixture
beforeAll(async () => {
  it = await OrderFixture.open()
})
afterAll(() => it.close())

test(
  'an order lives as the model says, whatever happens',
  async () => {
    const reached = new Set<string>()
    const life = fc.asyncProperty(fc.commands(commands, shape), async (script) => {
      await it.reset()
      const provider = new ScriptedPayments()
      it.payments = provider
      const model = new Model(now)
      await fc.asyncModelRun(() => ({ model, real: { it, provider, ids: [] } }), script)
      for (const { history } of model.orders) for (const status of history) reached.add(status)
    })
    await fc.assert(life, effort)
    // Not where only what failed is tried again.
    if (!FC_PATH) expect([...reached].toSorted()).toEqual(statuses.toSorted())
  },
  RENTING_LONG ? 3_600_000 : 300_000,
)
