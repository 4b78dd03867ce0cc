import { SessionEnd } from '@renting/contracts/user/v1'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { day, minute, mobile, password, refused, start, TestUsers, wrongOf } from '../../test/users.ts'
import { hashPassword } from '../secrets/password-hash.ts'

const other = 'another password'

let app: TestUsers

beforeAll(async () => {
  app = await TestUsers.open()
})
afterAll(() => app.close())
beforeEach(() => app.clear())

type Person = Awaited<ReturnType<TestUsers['person']>>

const change = async (
  { token, actor }: Person,
  { current = password, next = other, rotate = false }: { current?: string; next?: string; rotate?: boolean } = {},
) => await app.users.changePassword({ actor, token, current, password: next, rotate }, app.ctx('changePassword'))
const reset = async (smsCode: string, next = other, to = mobile) =>
  await app.users.resetPassword({ mobile: to, smsCode, password: next }, app.ctx('resetPassword'))
const list = async ({ actor }: Person) => (await app.users.listSessions({ actor }, app.ctx('listSessions'))).items
const isOpen = (token: string) =>
  app.resolve(token).then(
    () => true,
    (error: unknown) => {
      expect(error).toEqual(refused('NOT_SIGNED_IN'))
      return false
    },
  )

/** How many wait for the lock of a mobile. */
async function waiting(): Promise<number> {
  const { rows } = await app.database.pool.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM pg_locks JOIN pg_database ON pg_database.oid = database
     WHERE locktype = 'advisory' AND NOT granted AND datname = current_database()`,
  )
  return rows[0]!.count
}

describe('a change of the password', () => {
  test('ends all other sessions, and lets the own one go on as it was', async () => {
    const person = await app.person()
    const { token } = await app.signIn()
    const answer = await change(person)
    expect(answer.token).toBe(person.token)
    expect(await isOpen(person.token)).toBe(true)
    expect(await isOpen(token)).toBe(false)
    await expect(app.signIn()).rejects.toThrow(refused('WRONG_CREDENTIALS'))
    await app.signIn(other)
  })

  test('lets the own session go on under a new token when asked to', async () => {
    const person = await app.person()
    const { token } = await change(person, { rotate: true })
    expect(token).not.toBe(person.token)
    expect(await isOpen(person.token)).toBe(false)
    expect(await isOpen(token)).toBe(true)
    expect(await list(person)).toHaveLength(1)
  })

  test('lists what it ended as revoked, and when', async () => {
    const person = await app.person()
    app.now += minute
    await app.signIn()
    app.now += minute
    await change(person)
    expect(await list(person)).toEqual([
      {
        begunAtMs: start + minute,
        expiresAtMs: start + minute + 30 * day,
        revokedAtMs: start + 2 * minute,
        revokedBy: SessionEnd.PASSWORD_CHANGE,
      },
      {
        begunAtMs: start,
        expiresAtMs: start + 30 * day,
        revokedAtMs: undefined,
        revokedBy: SessionEnd.UNSPECIFIED,
      },
    ])
  })

  test('needs the present password, and a session of one’s own', async () => {
    const person = await app.person()
    const stranger = await app.person('13800000002')
    await expect(change(person, { current: 'wrong-password' })).rejects.toMatchObject({
      kind: 'rule',
      reason: 'WRONG_PASSWORD',
    })
    await expect(change({ ...person, token: stranger.token })).rejects.toThrow(refused('NOT_SIGNED_IN'))
    await expect(change({ ...person, token: 'nonsense' })).rejects.toThrow(refused('NOT_SIGNED_IN'))
    await app.users.signOut({ token: person.token }, app.ctx('signOut'))
    await expect(change(person)).rejects.toThrow(refused('NOT_SIGNED_IN'))
    await app.signIn()
  })

  test('refuses a weak password', async () => {
    const person = await app.person()
    await expect(change(person, { next: '12345678' })).rejects.toThrow(refused('WEAK_PASSWORD'))
    await expect(change(person, { next: 'ab-cd'.repeat(26) })).rejects.toThrow(refused('INVALID_PASSWORD'))
    await app.signIn()
  })

  test('is guarded as sign-in is: ten wrong passwords close both, whichever they came by', async () => {
    const person = await app.person()
    for (let i = 0; i < 5; i++) {
      await expect(change(person, { current: 'wrong-password' })).rejects.toThrow(refused('WRONG_PASSWORD'))
      await expect(app.signIn('wrong-password')).rejects.toThrow(refused('WRONG_CREDENTIALS'))
    }
    await expect(change(person)).rejects.toThrow(refused('TOO_MANY_REQUESTS'))
    await expect(app.signIn()).rejects.toThrow(refused('TOO_MANY_REQUESTS'))
    app.now += 15 * minute
    await change(person)
  })

  test('counts guesses that come at once', async () => {
    const person = await app.person()
    const guesses = Array.from({ length: 14 }, (_, i) => change(person, { current: `guess-${i}-wrong` }))
    const reasons = (await Promise.allSettled(guesses)).map((each) => each.status === 'rejected' && each.reason.reason)
    expect(reasons.filter((reason) => reason === 'WRONG_PASSWORD')).toHaveLength(10)
    expect(reasons.filter((reason) => reason === 'TOO_MANY_REQUESTS')).toHaveLength(4)
  })

  test('happens once when two come at once, and leaves one session and one password', async () => {
    const person = await app.person()
    const second = await app.signIn()
    const both = await Promise.allSettled([
      change(person, { next: 'password of one', rotate: true }),
      change({ ...person, token: second.token }, { next: 'password of two', rotate: true }),
    ])
    const won = both.flatMap((each) => (each.status === 'fulfilled' ? [each.value.token] : []))
    expect(won).toHaveLength(1)
    expect(both.flatMap((each) => (each.status === 'rejected' ? [each.reason.reason] : []))).toEqual(['NOT_SIGNED_IN'])
    expect(await isOpen(won[0]!)).toBe(true)
    const open = (await list(person)).filter((each) => each.revokedAtMs === undefined)
    expect(open).toHaveLength(1)
  })

  test('leaves no session to whoever signs in with the old password at the same moment', async () => {
    const person = await app.person()
    let late: Promise<unknown> | undefined
    await app.store.transaction(async (tx) => {
      await tx.lockMobile(mobile)
      late = app.signIn().catch((error: unknown) => error)
      // Its password was right when it was looked at; what is left is to begin the session.
      await expect.poll(waiting).toBe(1)
      await tx.savePasswordHash(person.actor.userId, await hashPassword(other))
    })
    expect(await late).toEqual(refused('WRONG_CREDENTIALS'))
    expect(await list(person)).toHaveLength(1)
  })
})

describe('a reset of the password', () => {
  test('ends all sessions, and forgets the wrong passwords of before', async () => {
    const person = await app.person()
    for (let i = 0; i < 10; i++) {
      await expect(app.signIn('wrong-password')).rejects.toThrow(refused('WRONG_CREDENTIALS'))
    }
    app.now += minute
    await reset(await app.newCode())
    expect(await isOpen(person.token)).toBe(false)
    expect(await list(person)).toMatchObject([{ revokedAtMs: app.now, revokedBy: SessionEnd.PASSWORD_RESET }])
    await app.signIn(other)
    await expect(app.signIn()).rejects.toThrow(refused('WRONG_CREDENTIALS'))
  })

  test('uses up the code, and bounds its guesses', async () => {
    await app.person()
    app.now += minute
    const code = await app.newCode()
    await reset(code)
    await expect(reset(code)).rejects.toThrow(refused('WRONG_CODE'))
    app.now += minute
    const next = await app.newCode()
    for (let i = 0; i < 5; i++) await expect(reset(wrongOf(next))).rejects.toThrow(refused('WRONG_CODE'))
    await expect(reset(next)).rejects.toThrow(refused('WRONG_CODE'))
    await app.signIn(other)
  })

  test('does not use up the code for a weak password', async () => {
    await app.person()
    app.now += minute
    const code = await app.newCode()
    await expect(reset(code, '12345678')).rejects.toThrow(refused('WEAK_PASSWORD'))
    await reset(code)
  })

  test('tells whether there is an account only to who has the code', async () => {
    const stranger = '13800000009'
    await expect(reset('123456', other, stranger)).rejects.toThrow(refused('WRONG_CODE'))
    const code = await app.newCode(stranger)
    await expect(reset(wrongOf(code), other, stranger)).rejects.toThrow(refused('WRONG_CODE'))
    await expect(reset(code, other, stranger)).rejects.toMatchObject({ kind: 'not-found', reason: 'NOT_FOUND' })
    await app.register(code, { mobile: stranger })
  })

  test('takes the code of this mobile alone', async () => {
    await app.person()
    await expect(reset(await app.newCode('13800000002'))).rejects.toThrow(refused('WRONG_CODE'))
    await expect(reset('123456', other, '1380000000')).rejects.toThrow(refused('INVALID_MOBILE'))
    await app.signIn()
  })
})

describe('the list of sessions', () => {
  test('has those that ended, and no one else’s', async () => {
    const person = await app.person()
    await app.person('13800000002')
    app.now += minute
    await app.users.signOut({ token: person.token }, app.ctx('signOut'))
    expect(await list(person)).toMatchObject([{ revokedAtMs: app.now, revokedBy: SessionEnd.SIGN_OUT }])
    app.now += minute
    await app.users.signOut({ token: person.token }, app.ctx('signOut'))
    expect(await list(person)).toMatchObject([{ revokedAtMs: app.now - minute }])
  })

  test('forgets at a sign-in what was over for 30 days', async () => {
    const person = await app.person()
    const { token } = await app.signIn()
    await app.users.signOut({ token }, app.ctx('signOut'))
    app.now += 30 * day
    await app.signIn()
    expect(await list(person)).toHaveLength(2)
    app.now += 30 * day
    await app.signIn()
    expect((await list(person)).map((each) => each.begunAtMs)).toEqual([app.now, app.now - 30 * day])
  })
})

test('no two sessions have one token, and none follows from mobile and password', async () => {
  const person = await app.person()
  const tokens = [person.token]
  for (let i = 0; i < 5; i++) tokens.push((await app.signIn()).token)
  expect(new Set(tokens).size).toBe(tokens.length)
  for (const token of tokens) expect((await app.resolve(token)).actor?.userId).toBe(person.actor.userId)
})
