import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { idNumber, TestUsers } from '../../test/users.ts'
import { Seal } from '../secrets/seal.ts'
import { reseal } from './reseal.ts'

const keys = [1, 2, 3].map((fill) => Buffer.alloc(32, fill).toString('base64'))
const [first, second, third] = keys as [string, string, string]

let app: TestUsers

beforeAll(async () => {
  app = await TestUsers.open()
})
afterAll(() => app.close())
beforeEach(async () => {
  await app.clear()
  await app.database.pool.query('TRUNCATE identity_key')
})

/** An instance of the service with these keys. */
async function instance(key: string, ...old: string[]) {
  const seal = new Seal(key, old)
  await app.store.addKey(seal.keyId)
  return { store: app.store, seal, clock: { time: () => app.now } }
}
type Instance = Awaited<ReturnType<typeof instance>>

/** Verified people whose numbers an instance has sealed. */
async function people({ seal }: Instance, count: number, from = 0): Promise<string[]> {
  const ids: string[] = []
  for (let i = from; i < from + count; i++) {
    const { actor } = await app.person(`139000000${String(i).padStart(2, '0')}`)
    await app.verify(actor.userId)
    await app.store.transaction((tx) =>
      tx.replaceSealed({ userId: actor.userId, idNumber: seal.close(idNumber, actor.userId) }),
    )
    ids.push(actor.userId)
  }
  return ids
}

async function resealAll(by: Instance, limit: number): Promise<number> {
  let total = 0
  for (;;) {
    const done = await reseal(by, limit)
    total += done
    if (done === 0) return total
  }
}

/** How many numbers each key has sealed. */
async function sealedBy(seal: Seal): Promise<number> {
  const { rows } = await app.database.pool.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM user_account WHERE identity_key_id(sealed_id_number) = $1',
    [seal.keyId],
  )
  return rows[0]!.count
}

const openings = async (userId: string) => await app.database.client.identityOpening.findMany({ where: { userId } })

test('two instances share the work, each number is sealed anew once, and its opening is on record', async () => {
  const ids = await people(await instance(first), 7)
  const a = await instance(second, first)
  const b = await instance(second, first)
  const done = await Promise.all([resealAll(a, 2), resealAll(b, 2)])
  expect(done[0] + done[1]).toBe(7)
  expect(await sealedBy(a.seal)).toBe(7)
  for (const id of ids) {
    const sealed = await app.store.transaction((tx) => tx.sealedIdNumber(id))
    expect(a.seal.open(sealed!, id)).toBe(idNumber)
    expect(await openings(id)).toMatchObject([{ openedBy: 'renting.user', purpose: 'to be sealed by another key' }])
  }
})

test('instances with an older and a newer key don’t undo each other’s work', async () => {
  const older = await instance(first, second)
  await people(older, 2)
  const newer = await instance(second, first)
  expect(await resealAll(newer, 1)).toBe(2)
  expect(await resealAll(older, 1)).toBe(0)
  await people(older, 1, 2)
  expect(await resealAll(newer, 1)).toBe(1)
  expect(await resealAll(older, 1)).toBe(0)
  expect(await sealedBy(newer.seal)).toBe(3)
})

test('a key that follows two others takes over from both', async () => {
  await people(await instance(first), 1)
  await people(await instance(second, first), 1, 1)
  const last = await instance(third, first, second)
  expect(await resealAll(last, 5)).toBe(2)
  expect(await sealedBy(last.seal)).toBe(2)
})

test('what a key has sealed that is not here stays as it is, and is known of', async () => {
  const lost = await instance(first)
  const [id] = await people(lost, 1)
  const without = await instance(second)
  expect(await reseal(without)).toBe(0)
  expect(await app.store.keysBeside(without.seal.keyIds)).toEqual([lost.seal.keyId])
  const sealed = await app.store.transaction((tx) => tx.sealedIdNumber(id!))
  expect(() => without.seal.open(sealed!, id!)).toThrow(/IDENTITY_KEYS_OLD/)
  const back = await instance(second, first)
  expect(await app.store.keysBeside(back.seal.keyIds)).toEqual([])
  expect(await reseal(back)).toBe(1)
})

test('a key that seals nothing any more is not missed', async () => {
  await people(await instance(first), 1)
  await resealAll(await instance(second, first), 5)
  expect(await app.store.keysBeside([new Seal(second).keyId])).toEqual([])
})

test('a number that was changed stops the work, and it says whose it is', async () => {
  const before = await instance(first)
  const [id] = await people(before, 1)
  const bytes = before.seal.close(idNumber, 'somebody else')
  await app.store.transaction((tx) => tx.replaceSealed({ userId: id!, idNumber: bytes }))
  await expect(reseal(await instance(second, first))).rejects.toThrow(id)
  expect(await openings(id!)).toEqual([])
})
