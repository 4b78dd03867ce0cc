import {
  DevelopmentService,
  type DevelopmentServiceHandler,
  IdentityStatus,
  UserService,
  type UserServiceHandler,
} from '@renting/contracts/user/v1'
import type { Database } from '@renting/platform'
import { TestContext } from '@renting/platform/vitest'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { PrismaClient } from '../../gen/prisma/client.ts'
import { userDatabase } from '../../test/database.ts'
import type { IdentityProvider } from '../domain/providers.ts'
import { paintCaptcha } from '../providers/captcha.ts'
import { DevelopmentSms } from '../providers/development.ts'
import { Seal } from '../secrets/seal.ts'
import { developmentIdentityKey } from '../settings.ts'
import { PrismaUserStore } from '../store/user-store.ts'
import { developmentService } from './development-service.ts'
import { userService } from './user-service.ts'

const start = Date.parse('2026-11-20T12:00:00+08:00')
const minute = 60_000
const day = 24 * 60 * minute
const mobile = '13800000001'
const password = 'renting-demo'
const idNumber = '11010519491231002X'

let database: Database<PrismaClient>
let users: UserServiceHandler
let development: DevelopmentServiceHandler
let now: number
/** What the identity provider finds. */
let identities: IdentityProvider

beforeAll(async () => {
  database = await userDatabase()
  const clock = { time: () => now }
  const store = new PrismaUserStore(database)
  const sms = new DevelopmentSms(database.client, clock)
  const seal = new Seal(developmentIdentityKey)
  const checking: IdentityProvider = { check: (realName, number) => identities.check(realName, number) }
  users = userService({ store, sms, identities: checking, paintCaptcha, seal, limited: true, clock })
  development = developmentService({ store, sms, clock })
})
afterAll(() => database.close())
beforeEach(async () => {
  now = start
  identities = { check: async () => 'VERIFIED' }
  await database.pool.query(
    'TRUNCATE user_account, session, captcha, sms_code, occurrence, sent_message, outbox CASCADE',
  )
})

const ctx = (method: keyof UserServiceHandler) => new TestContext('renting.user', UserService.methods[method]!.endpoint)
const developing = (method: keyof DevelopmentServiceHandler) =>
  new TestContext('renting.user', DevelopmentService.methods[method]!.endpoint)
const refused = (reason: string) => expect.objectContaining({ reason })

async function solvedCaptcha(): Promise<{ captchaId: string; captcha: string }> {
  const { id } = await users.createCaptcha({}, ctx('createCaptcha'))
  const { answer } = await development.getCaptcha({ id }, developing('getCaptcha'))
  return { captchaId: id, captcha: answer }
}
const sendSmsCode = async (to = mobile) =>
  await users.sendSmsCode({ mobile: to, ...(await solvedCaptcha()) }, ctx('sendSmsCode'))

async function lastCode(to = mobile): Promise<string> {
  const { items } = await development.listMessages({ to }, developing('listMessages'))
  return /\b\d{6}\b/.exec(items.at(-1)?.text ?? '')![0]
}
async function newCode(to = mobile): Promise<string> {
  await sendSmsCode(to)
  return await lastCode(to)
}
const register = async (smsCode: string, more: { mobile?: string; password?: string; name?: string } = {}) =>
  await users.register({ mobile, smsCode, password, ...more }, ctx('register'))
const signIn = async (given = password, to = mobile) =>
  await users.signIn({ mobile: to, password: given }, ctx('signIn'))
const resolve = async (token: string) => await users.resolveSession({ token }, ctx('resolveSession'))
const wrongOf = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0')

describe('a captcha', () => {
  test('is a picture that does not tell its characters in text', async () => {
    const { id, image } = await users.createCaptcha({}, ctx('createCaptcha'))
    const [head, data] = image.split(',')
    expect(head).toBe('data:image/svg+xml;base64')
    const svg = Buffer.from(data!, 'base64').toString()
    expect(svg).toMatch(/^<svg[\s\S]*<\/svg>$/)
    // Drawn as outlines: no text to read out of it.
    expect(svg).not.toMatch(/<(?!\/?(svg|path|rect)\b)/)
    expect((await development.getCaptcha({ id }, developing('getCaptcha'))).answer).toHaveLength(4)
  })

  test('is used up by the first try, right or wrong', async () => {
    const captcha = await solvedCaptcha()
    const wrong = users.sendSmsCode({ mobile, ...captcha, captcha: 'nope' }, ctx('sendSmsCode'))
    await expect(wrong).rejects.toThrow(refused('WRONG_CAPTCHA'))
    await expect(users.sendSmsCode({ mobile, ...captcha }, ctx('sendSmsCode'))).rejects.toThrow(
      refused('WRONG_CAPTCHA'),
    )
    await expect(development.getCaptcha({ id: captcha.captchaId }, developing('getCaptcha'))).rejects.toThrow(
      refused('NOT_FOUND'),
    )
    expect((await development.listMessages({ to: mobile }, developing('listMessages'))).items).toEqual([])
  })

  test('serves one of many who send it at once', async () => {
    const captcha = await solvedCaptcha()
    const mobiles = Array.from({ length: 6 }, (_, i) => `1380000010${i}`)
    const sent = await Promise.allSettled(
      mobiles.map((each) => users.sendSmsCode({ mobile: each, ...captcha }, ctx('sendSmsCode'))),
    )
    expect(sent.filter((result) => result.status === 'fulfilled')).toHaveLength(1)
  })
})

describe('a text message', () => {
  test('is kept by the development provider, oldest first', async () => {
    await sendSmsCode()
    now += minute
    await sendSmsCode()
    await sendSmsCode('13800000002')
    const { items } = await development.listMessages({ to: mobile }, developing('listMessages'))
    expect(items.map((item) => [item.to, item.atMs])).toEqual([
      [mobile, start],
      [mobile, start + minute],
    ])
    expect((await development.listMessages({ to: '' }, developing('listMessages'))).items).toHaveLength(3)
  })

  test('goes to one mobile once a minute, also when asked for at once, and ten times a day', async () => {
    const captchas = await Promise.all(Array.from({ length: 4 }, solvedCaptcha))
    const burst = await Promise.allSettled(
      captchas.map((captcha) => users.sendSmsCode({ mobile, ...captcha }, ctx('sendSmsCode'))),
    )
    expect(burst.filter((result) => result.status === 'fulfilled')).toHaveLength(1)
    for (let i = 1; i < 10; i++) {
      now += minute
      await sendSmsCode()
    }
    now += minute
    await expect(sendSmsCode()).rejects.toThrow(refused('TOO_MANY_REQUESTS'))
    now = start + day
    await sendSmsCode()
  })

  test('that comes too often leaves the captcha as it was', async () => {
    await sendSmsCode()
    const captcha = await solvedCaptcha()
    await expect(users.sendSmsCode({ mobile, ...captcha }, ctx('sendSmsCode'))).rejects.toThrow(
      refused('TOO_MANY_REQUESTS'),
    )
    await users.sendSmsCode({ mobile: '13800000002', ...captcha }, ctx('sendSmsCode'))
  })
})

describe('registration', () => {
  test('opens an account and a session, and tells the others', async () => {
    const { token, user } = await register(await newCode(), { name: 'Li Lei' })
    expect(user).toMatchObject({
      name: 'Li Lei',
      mobile: '138****0001',
      identity: { status: IdentityStatus.NONE },
      createdAtMs: start,
    })
    const session = await resolve(token)
    expect(session.user).toEqual(user)
    expect(session.actor).toEqual({ userId: user?.id, name: 'Li Lei', verified: false })
    const { rows } = await database.pool.query('SELECT topic, key FROM outbox')
    expect(rows).toEqual([{ topic: 'renting.user.profile-changed', key: user?.id }])
  })

  test('keeps neither password nor token as they are', async () => {
    const { token } = await register(await newCode())
    const { rows } = await database.pool.query<{ dump: string }>(
      'SELECT row_to_json(user_account)::text || row_to_json(session)::text AS dump FROM user_account, session',
    )
    expect(rows[0]!.dump).toContain('$argon2id$')
    expect(rows[0]!.dump).not.toContain(password)
    expect(rows[0]!.dump).not.toContain(token)
  })

  test('takes the last code sent, once, within five minutes', async () => {
    const first = await newCode()
    now += minute
    const second = await newCode()
    if (first !== second) await expect(register(first)).rejects.toThrow(refused('WRONG_CODE'))
    now += 5 * minute
    await expect(register(second)).rejects.toThrow(refused('WRONG_CODE'))
    const third = await newCode()
    await expect(register(third, { mobile: '13800000002' })).rejects.toThrow(refused('WRONG_CODE'))
    await register(third)
  })

  test('bounds the guesses of a code', async () => {
    const code = await newCode()
    for (let i = 0; i < 5; i++) await expect(register(wrongOf(code))).rejects.toThrow(refused('WRONG_CODE'))
    await expect(register(code)).rejects.toThrow(refused('WRONG_CODE'))
  })

  test('is not used up by a weak password', async () => {
    const code = await newCode()
    await expect(register(code, { password: '12345678' })).rejects.toThrow(refused('WEAK_PASSWORD'))
    await register(code)
  })

  test('gives a mobile to one account, also when two come at once', async () => {
    const code = await newCode()
    const both = await Promise.allSettled([register(code), register(code)])
    const lost = both.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
    expect(lost).toEqual([refused('MOBILE_TAKEN')])
    now += minute
    await expect(register(await newCode())).rejects.toThrow(refused('MOBILE_TAKEN'))
    expect(await database.client.user.count()).toBe(1)
  })
})

describe('a session', () => {
  test('begins anew at each sign-in and ends at sign-out', async () => {
    const { token } = await register(await newCode())
    const second = await signIn()
    expect(second.token).not.toBe(token)
    await users.signOut({ token }, ctx('signOut'))
    await users.signOut({ token }, ctx('signOut'))
    await expect(resolve(token)).rejects.toThrow(refused('NOT_SIGNED_IN'))
    expect((await resolve(second.token)).user).toEqual(second.user)
    for (const unknown of ['', 'nonsense']) await expect(resolve(unknown)).rejects.toThrow(refused('NOT_SIGNED_IN'))
  })

  test('lasts 30 days from when it was last used', async () => {
    const { token } = await register(await newCode())
    now += 29 * day
    expect((await resolve(token)).expiresAtMs).toBe(now + 30 * day)
    now += 29 * day
    await resolve(token)
    now += 30 * day
    await expect(resolve(token)).rejects.toThrow(refused('NOT_SIGNED_IN'))
  })
})

describe('signing in', () => {
  test('tells nobody whether the mobile or the password was wrong', async () => {
    await register(await newCode())
    const wrong = await signIn('wrong-password').catch((error: unknown) => error)
    const unknown = await signIn(password, '13800000009').catch((error: unknown) => error)
    expect(wrong).toEqual(unknown)
    expect(wrong).toMatchObject({ kind: 'unauthenticated', reason: 'WRONG_CREDENTIALS' })
  })

  test('is closed after ten failures in a quarter of an hour, also to the right password', async () => {
    await register(await newCode())
    for (let i = 0; i < 9; i++) await expect(signIn('wrong-password')).rejects.toThrow(refused('WRONG_CREDENTIALS'))
    await signIn()
    for (let i = 0; i < 10; i++) await expect(signIn('wrong-password')).rejects.toThrow(refused('WRONG_CREDENTIALS'))
    await expect(signIn()).rejects.toThrow(refused('TOO_MANY_REQUESTS'))
    await expect(signIn(password, '13800000009')).rejects.toThrow(refused('WRONG_CREDENTIALS'))
    now += 15 * minute
    await signIn()
  })

  test('counts guesses that come at once', async () => {
    await register(await newCode())
    const guesses = await Promise.allSettled(Array.from({ length: 16 }, (_, i) => signIn(`guess-${i}-wrong`)))
    const reasons = guesses.map((result) => result.status === 'rejected' && result.reason.reason)
    expect(reasons.filter((reason) => reason === 'WRONG_CREDENTIALS')).toHaveLength(10)
    expect(reasons.filter((reason) => reason === 'TOO_MANY_REQUESTS')).toHaveLength(6)
  })
})

describe('verification', () => {
  const verify = async (userId: string, number = idNumber, realName = 'Li Lei') =>
    await users.verifyIdentity(
      { actor: { userId, name: '', verified: false }, realName, idNumber: number },
      ctx('verifyIdentity'),
    )

  test('is known to the next request, masked to its owner, sealed in the database', async () => {
    const { token, user } = await register(await newCode())
    const verified = await verify(user!.id)
    expect(verified.user?.identity).toEqual({
      status: IdentityStatus.VERIFIED,
      realName: 'Li Lei',
      idNumber: '1101**********002X',
    })
    const session = await resolve(token)
    expect(session.actor?.verified).toBe(true)
    expect(session.user).toEqual(verified.user)
    const me = await users.getMe({ actor: session.actor }, ctx('getMe'))
    expect(me.user).toEqual(verified.user)
    const { rows } = await database.pool.query<{ dump: string; sealed: Buffer }>(
      'SELECT row_to_json(user_account)::text AS dump, sealed_id_number AS sealed FROM user_account',
    )
    expect(rows[0]!.dump).not.toContain(idNumber)
    expect(new Seal(developmentIdentityKey).open(rows[0]!.sealed, user!.id)).toBe(idNumber)
  })

  test('happens once', async () => {
    const { user } = await register(await newCode())
    const both = await Promise.allSettled([verify(user!.id), verify(user!.id)])
    expect(both.filter((result) => result.status === 'fulfilled')).toHaveLength(1)
    await expect(verify(user!.id, 'nonsense')).rejects.toThrow(refused('ALREADY_VERIFIED'))
  })

  test('refuses a number that does not add up, and asks nobody', async () => {
    const { user } = await register(await newCode())
    identities = { check: () => Promise.reject(new Error('asked')) }
    await expect(verify(user!.id, '110105194912310021')).rejects.toThrow(refused('BAD_ID_NUMBER'))
    await expect(verify(user!.id, idNumber, ' ')).rejects.toThrow(refused('INVALID_NAME'))
    await expect(verify('nobody')).rejects.toThrow(refused('NOT_FOUND'))
  })

  test('that failed may be tried again', async () => {
    const { user } = await register(await newCode())
    identities = { check: async () => 'REJECTED' }
    expect((await verify(user!.id)).user?.identity?.status).toBe(IdentityStatus.REJECTED)
    identities = { check: async () => 'VERIFIED' }
    expect((await verify(user!.id)).user?.identity?.status).toBe(IdentityStatus.VERIFIED)
  })
})
