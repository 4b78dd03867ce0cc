import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ThingsDatabase, thingsDatabase } from '../../test/fixture.ts'
import { pgCode, pgCodes, pgConstraint } from './pg-error.ts'

let database: ThingsDatabase

beforeAll(async () => {
  database = await thingsDatabase()
  await database.client.thing.create({ data: { id: 'a', name: 'a' } })
  await database.pool.query(`INSERT INTO stay VALUES ('1', 'h', '[2026-01-01,2026-01-05)')`)
})
afterAll(() => database.close())

/** What `work` was refused with. */
async function refusal(work: () => Promise<unknown>): Promise<{ code?: string; constraint?: string }> {
  const error = await work().then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeDefined()
  return { code: pgCode(error), constraint: pgConstraint(error) }
}

const overlapping = `INSERT INTO stay VALUES ('2', 'h', '[2026-01-04,2026-01-06)')`

describe('what PostgreSQL refused is known by its code and constraint', () => {
  test('from a model of Prisma', async () => {
    const { client } = database
    expect(await refusal(() => client.thing.create({ data: { id: 'b', name: 'a' } }))).toEqual({
      code: pgCodes.uniqueViolation,
      constraint: 'thing_name_key',
    })
    expect(await refusal(() => client.thing.create({ data: { id: 'b', name: 'b', count: -1 } }))).toEqual({
      code: pgCodes.checkViolation,
      constraint: 'thing_count_check',
    })
  })

  test('from SQL through Prisma, inside a transaction and out', async () => {
    const expected = { code: pgCodes.exclusionViolation, constraint: 'stay_nights_free' }
    expect(await refusal(() => database.client.$executeRawUnsafe(overlapping))).toEqual(expected)
    expect(await refusal(() => database.transaction((tx) => tx.$executeRawUnsafe(overlapping)))).toEqual(expected)
  })

  test('from the pool', async () => {
    expect(await refusal(() => database.pool.query(overlapping))).toEqual({
      code: pgCodes.exclusionViolation,
      constraint: 'stay_nights_free',
    })
  })

  test('at commit', async () => {
    const work = () => database.transaction((tx) => tx.part.create({ data: { id: 'p', thingId: 'nobody' } }))
    expect(await refusal(work)).toEqual({ code: pgCodes.foreignKeyViolation, constraint: 'part_thing_id_fkey' })
  })

  test('at its time limit', async () => {
    const work = () =>
      database.transaction(async (tx) => {
        await tx.$executeRawUnsafe('SET LOCAL statement_timeout = 10')
        await tx.$executeRawUnsafe('SELECT pg_sleep(60)')
      })
    expect(await refusal(work)).toEqual({ code: pgCodes.queryCanceled })
  })
})

describe('nothing is made up', () => {
  test('for what PostgreSQL did not say', async () => {
    for (const other of [
      new Error('x'),
      undefined,
      null,
      'P2002',
      { code: 'P2025' },
      { code: 'ECONNREFUSED' },
      { code: 23505 },
    ]) {
      expect(pgCode(other)).toBeUndefined()
      expect(pgConstraint(other)).toBeUndefined()
    }
  })

  test('for what Prisma refuses by itself', async () => {
    const missing = () => database.client.thing.update({ where: { id: 'nobody' }, data: { count: 1 } })
    expect(await refusal(missing)).toEqual({})
  })
})
