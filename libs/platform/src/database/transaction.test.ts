import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type ThingsDatabase, thingsDatabase } from '../../test/fixture.ts'
import { pgCode } from './pg-error.ts'

let database: ThingsDatabase

beforeAll(async () => {
  database = await thingsDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  await database.client.thing.deleteMany()
  await database.client.thing.createMany({ data: ['a', 'b'].map((id) => ({ id, name: id })) })
})

const counts = async () => (await database.client.thing.findMany({ orderBy: { id: 'asc' } })).map((row) => row.count)

/** Resolves for all once `parties` have called. */
function meeting(parties: number): () => Promise<void> {
  const all = Promise.withResolvers<void>()
  return () => {
    if (--parties === 0) all.resolve()
    return all.promise
  }
}

describe('transaction', () => {
  test('runs the loser of a deadlock again', async () => {
    const met = meeting(2)
    let runs = 0
    const add = (first: string, second: string) =>
      database.transaction(async (tx) => {
        runs++
        await tx.thing.update({ where: { id: first }, data: { count: { increment: 1 } } })
        await met()
        await tx.thing.update({ where: { id: second }, data: { count: { increment: 1 } } })
      })
    await Promise.all([add('a', 'b'), add('b', 'a')])
    expect(runs).toBeGreaterThanOrEqual(3)
    expect(await counts()).toEqual([2, 2])
  })

  test('runs again what could not be serialized, until all have counted', async () => {
    const met = meeting(2)
    let runs = 0
    const copySum = (id: string) =>
      database.transaction(
        async (tx) => {
          runs++
          const { _sum } = await tx.thing.aggregate({ _sum: { count: true } })
          await met()
          await tx.thing.update({ where: { id }, data: { count: (_sum.count ?? 0) + 1 } })
        },
        { isolationLevel: 'Serializable' },
      )
    await Promise.all([copySum('a'), copySum('b')])
    // As if one had come after the other: the second saw what the first wrote.
    expect(runs).toBeGreaterThanOrEqual(3)
    expect((await counts()).sort()).toEqual([1, 2])
  })

  test('gives up on one that always loses, with what PostgreSQL said', async () => {
    let runs = 0
    const error = await database
      .transaction(async (tx) => {
        runs++
        await tx.$executeRawUnsafe(`DO $$ BEGIN RAISE EXCEPTION 'always' USING ERRCODE = '40001'; END $$`)
      })
      .catch((thrown: unknown) => thrown)
    expect(pgCode(error)).toBe('40001')
    expect(runs).toBe(5)
  })

  test('takes back everything when work throws, and does not try again', async () => {
    let runs = 0
    const refused = new RangeError('no')
    const work = database.transaction(async (tx) => {
      runs++
      await tx.thing.update({ where: { id: 'a' }, data: { count: 5 } })
      throw refused
    })
    await expect(work).rejects.toBe(refused)
    expect(runs).toBe(1)
    expect(await counts()).toEqual([0, 0])
  })
})
