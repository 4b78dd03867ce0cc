import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { idNumber, refused, start, TestUsers } from '../../test/users.ts'

let app: TestUsers

beforeAll(async () => {
  app = await TestUsers.open()
})
afterAll(() => app.close())
beforeEach(() => app.clear())

const reveal = async (userId: string, purpose = 'to fill in a contract') =>
  await app.users.revealIdentity({ actor: { userId, name: '', verified: true }, purpose }, app.ctx('revealIdentity'))
const openings = async (userId: string) =>
  await app.database.client.identityOpening.findMany({ where: { userId }, orderBy: { id: 'asc' } })

describe('an identity number in clear text', () => {
  test('is its owner’s to read, and each reading is on record', async () => {
    const { actor } = await app.person()
    await app.verify(actor.userId)
    expect(await openings(actor.userId)).toEqual([])
    expect(await reveal(actor.userId)).toEqual({ realName: 'Li Lei', idNumber })
    await reveal(actor.userId, ' again ')
    const record = { openedBy: actor.userId, userId: actor.userId, at: new Date(start) }
    expect(await openings(actor.userId)).toMatchObject([
      { ...record, purpose: 'to fill in a contract' },
      { ...record, purpose: 'again' },
    ])
  })

  test('is not read when the reading can’t be recorded', async () => {
    const { actor } = await app.person()
    await app.verify(actor.userId)
    await app.database.pool.query('ALTER TABLE identity_opening RENAME TO gone')
    await expect(reveal(actor.userId)).rejects.toThrow()
    await app.database.pool.query('ALTER TABLE gone RENAME TO identity_opening')
    await reveal(actor.userId)
  })

  test('is never anybody else’s', async () => {
    const { actor } = await app.person()
    const stranger = await app.person('13800000002')
    await app.verify(actor.userId)
    await expect(reveal(stranger.actor.userId)).rejects.toMatchObject({ kind: 'not-found', reason: 'NOT_FOUND' })
    await expect(reveal('nobody')).rejects.toThrow(refused('NOT_FOUND'))
    await expect(reveal('')).rejects.toThrow(refused('NOT_SIGNED_IN'))
    expect(await openings(actor.userId)).toEqual([])
  })

  test('is read for a purpose', async () => {
    const { actor } = await app.person()
    await app.verify(actor.userId)
    for (const purpose of ['', ' ', 'x'.repeat(201)]) {
      await expect(reveal(actor.userId, purpose)).rejects.toThrow(refused('INVALID_PURPOSE'))
    }
    expect(await openings(actor.userId)).toEqual([])
  })
})

test.each([
  'UPDATE identity_opening SET purpose = $$none$$',
  'DELETE FROM identity_opening',
  'TRUNCATE identity_opening',
])('the record of readings refuses: %s', async (sql) => {
  const { actor } = await app.person()
  await app.verify(actor.userId)
  await reveal(actor.userId)
  await expect(app.database.pool.query(sql)).rejects.toThrow('identity_opening is only added to')
  expect(await openings(actor.userId)).toHaveLength(1)
})
