import { IdentityStatus } from '@renting/contracts/user/v1'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { day, idNumber, minute, mobile, password, refused, start, TestUsers, wrongOf } from '../../test/users.ts'

let app: TestUsers

beforeAll(async () => {
  app = await TestUsers.open()
})
afterAll(() => app.close())
beforeEach(() => app.clear())

describe('a captcha', () => {
  test('is a picture that does not tell its characters in text', async () => {
    const { id, image } = await app.users.createCaptcha({}, app.ctx('createCaptcha'))
    const [head, data] = image.split(',')
    expect(head).toBe('data:image/svg+xml;base64')
    const svg = Buffer.from(data!, 'base64').toString()
    expect(svg).toMatch(/^<svg[\s\S]*<\/svg>$/)
    // Drawn as outlines: no text to read out of it.
    expect(svg).not.toMatch(/<(?!\/?(svg|path|rect)\b)/)
    expect((await app.development.getCaptcha({ id }, app.developing('getCaptcha'))).answer).toHaveLength(4)
  })

  test('is used up by the first try, right or wrong', async () => {
    const captcha = await app.solvedCaptcha()
    const wrong = app.users.sendSmsCode({ mobile, ...captcha, captcha: 'nope' }, app.ctx('sendSmsCode'))
    await expect(wrong).rejects.toThrow(refused('WRONG_CAPTCHA'))
    await expect(app.users.sendSmsCode({ mobile, ...captcha }, app.ctx('sendSmsCode'))).rejects.toThrow(
      refused('WRONG_CAPTCHA'),
    )
    await expect(app.development.getCaptcha({ id: captcha.captchaId }, app.developing('getCaptcha'))).rejects.toThrow(
      refused('NOT_FOUND'),
    )
    expect((await app.development.listMessages({ to: mobile }, app.developing('listMessages'))).items).toEqual([])
  })

  test('serves one of many who send it at once', async () => {
    const captcha = await app.solvedCaptcha()
    const mobiles = Array.from({ length: 6 }, (_, i) => `1380000010${i}`)
    const sent = await Promise.allSettled(
      mobiles.map((each) => app.users.sendSmsCode({ mobile: each, ...captcha }, app.ctx('sendSmsCode'))),
    )
    expect(sent.filter((result) => result.status === 'fulfilled')).toHaveLength(1)
  })
})

describe('a text message', () => {
  test('is kept by the development provider, oldest first', async () => {
    await app.sendSmsCode()
    app.now += minute
    await app.sendSmsCode()
    await app.sendSmsCode('13800000002')
    const { items } = await app.development.listMessages({ to: mobile }, app.developing('listMessages'))
    expect(items.map((item) => [item.to, item.atMs])).toEqual([
      [mobile, start],
      [mobile, start + minute],
    ])
    expect((await app.development.listMessages({ to: '' }, app.developing('listMessages'))).items).toHaveLength(3)
  })

  test('goes to one mobile once a minute, also when asked for at once, and ten times a day', async () => {
    const captchas = await Promise.all(Array.from({ length: 4 }, () => app.solvedCaptcha()))
    const burst = await Promise.allSettled(
      captchas.map((captcha) => app.users.sendSmsCode({ mobile, ...captcha }, app.ctx('sendSmsCode'))),
    )
    expect(burst.filter((result) => result.status === 'fulfilled')).toHaveLength(1)
    for (let i = 1; i < 10; i++) {
      app.now += minute
      await app.sendSmsCode()
    }
    app.now += minute
    await expect(app.sendSmsCode()).rejects.toThrow(refused('TOO_MANY_REQUESTS'))
    app.now = start + day
    await app.sendSmsCode()
  })

  test('that comes too often leaves the captcha as it was', async () => {
    await app.sendSmsCode()
    const captcha = await app.solvedCaptcha()
    await expect(app.users.sendSmsCode({ mobile, ...captcha }, app.ctx('sendSmsCode'))).rejects.toThrow(
      refused('TOO_MANY_REQUESTS'),
    )
    await app.users.sendSmsCode({ mobile: '13800000002', ...captcha }, app.ctx('sendSmsCode'))
  })
})

describe('registration', () => {
  test('opens an account and a session, and tells the others', async () => {
    const { token, user } = await app.register(await app.newCode(), { name: 'Li Lei' })
    expect(user).toMatchObject({
      name: 'Li Lei',
      mobile: '138****0001',
      identity: { status: IdentityStatus.NONE },
      createdAtMs: start,
    })
    const session = await app.resolve(token)
    expect(session.user).toEqual(user)
    expect(session.actor).toEqual({ userId: user?.id, name: 'Li Lei', verified: false })
    const { rows } = await app.database.pool.query('SELECT topic, key FROM outbox')
    expect(rows).toEqual([{ topic: 'renting.user.profile-changed', key: user?.id }])
  })

  test('keeps neither password nor token as they are', async () => {
    const { token } = await app.register(await app.newCode())
    const { rows } = await app.database.pool.query<{ dump: string }>(
      'SELECT row_to_json(user_account)::text || row_to_json(session)::text AS dump FROM user_account, session',
    )
    expect(rows[0]!.dump).toContain('$argon2id$')
    expect(rows[0]!.dump).not.toContain(password)
    expect(rows[0]!.dump).not.toContain(token)
  })

  test('takes the last code sent, once, within five minutes', async () => {
    const first = await app.newCode()
    app.now += minute
    const second = await app.newCode()
    if (first !== second) await expect(app.register(first)).rejects.toThrow(refused('WRONG_CODE'))
    app.now += 5 * minute
    await expect(app.register(second)).rejects.toThrow(refused('WRONG_CODE'))
    const third = await app.newCode()
    await expect(app.register(third, { mobile: '13800000002' })).rejects.toThrow(refused('WRONG_CODE'))
    await app.register(third)
  })

  test('bounds the guesses of a code', async () => {
    const code = await app.newCode()
    for (let i = 0; i < 5; i++) await expect(app.register(wrongOf(code))).rejects.toThrow(refused('WRONG_CODE'))
    await expect(app.register(code)).rejects.toThrow(refused('WRONG_CODE'))
  })

  test('is not used up by a weak password', async () => {
    const code = await app.newCode()
    await expect(app.register(code, { password: '12345678' })).rejects.toThrow(refused('WEAK_PASSWORD'))
    await app.register(code)
  })

  test('gives a mobile to one account, also when two come at once', async () => {
    const code = await app.newCode()
    const both = await Promise.allSettled([app.register(code), app.register(code)])
    const lost = both.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
    expect(lost).toEqual([refused('MOBILE_TAKEN')])
    app.now += minute
    await expect(app.register(await app.newCode())).rejects.toThrow(refused('MOBILE_TAKEN'))
    expect(await app.database.client.user.count()).toBe(1)
  })
})

describe('a session', () => {
  test('begins anew at each sign-in and ends at sign-out', async () => {
    const { token } = await app.register(await app.newCode())
    const second = await app.signIn()
    expect(second.token).not.toBe(token)
    await app.users.signOut({ token }, app.ctx('signOut'))
    await app.users.signOut({ token }, app.ctx('signOut'))
    await expect(app.resolve(token)).rejects.toThrow(refused('NOT_SIGNED_IN'))
    expect((await app.resolve(second.token)).user).toEqual(second.user)
    for (const unknown of ['', 'nonsense']) await expect(app.resolve(unknown)).rejects.toThrow(refused('NOT_SIGNED_IN'))
  })

  test('lasts 30 days from when it was last used', async () => {
    const { token } = await app.register(await app.newCode())
    app.now += 29 * day
    expect((await app.resolve(token)).expiresAtMs).toBe(app.now + 30 * day)
    app.now += 29 * day
    await app.resolve(token)
    app.now += 30 * day
    await expect(app.resolve(token)).rejects.toThrow(refused('NOT_SIGNED_IN'))
  })
})

describe('signing in', () => {
  test('tells nobody whether the mobile or the password was wrong', async () => {
    await app.register(await app.newCode())
    const wrong = await app.signIn('wrong-password').catch((error: unknown) => error)
    const unknown = await app.signIn(password, '13800000009').catch((error: unknown) => error)
    expect(wrong).toEqual(unknown)
    expect(wrong).toMatchObject({ kind: 'unauthenticated', reason: 'WRONG_CREDENTIALS' })
  })

  test('is closed after ten failures in a quarter of an hour, also to the right password', async () => {
    await app.register(await app.newCode())
    for (let i = 0; i < 9; i++) await expect(app.signIn('wrong-password')).rejects.toThrow(refused('WRONG_CREDENTIALS'))
    await app.signIn()
    for (let i = 0; i < 10; i++)
      await expect(app.signIn('wrong-password')).rejects.toThrow(refused('WRONG_CREDENTIALS'))
    await expect(app.signIn()).rejects.toThrow(refused('TOO_MANY_REQUESTS'))
    await expect(app.signIn(password, '13800000009')).rejects.toThrow(refused('WRONG_CREDENTIALS'))
    app.now += 15 * minute
    await app.signIn()
  })

  test('counts guesses that come at once', async () => {
    await app.register(await app.newCode())
    const guesses = await Promise.allSettled(Array.from({ length: 16 }, (_, i) => app.signIn(`guess-${i}-wrong`)))
    const reasons = guesses.map((result) => result.status === 'rejected' && result.reason.reason)
    expect(reasons.filter((reason) => reason === 'WRONG_CREDENTIALS')).toHaveLength(10)
    expect(reasons.filter((reason) => reason === 'TOO_MANY_REQUESTS')).toHaveLength(6)
  })
})

describe('verification', () => {
  test('is known to the next request, masked to its owner, sealed in the database', async () => {
    const { token, user } = await app.register(await app.newCode())
    const verified = await app.verify(user!.id)
    expect(verified.user?.identity).toEqual({
      status: IdentityStatus.VERIFIED,
      realName: 'Li Lei',
      idNumber: '1101**********002X',
    })
    const session = await app.resolve(token)
    expect(session.actor?.verified).toBe(true)
    expect(session.user).toEqual(verified.user)
    const me = await app.users.getMe({ actor: session.actor }, app.ctx('getMe'))
    expect(me.user).toEqual(verified.user)
    const { rows } = await app.database.pool.query<{ dump: string; sealed: Buffer }>(
      'SELECT row_to_json(user_account)::text AS dump, sealed_id_number AS sealed FROM user_account',
    )
    expect(rows[0]!.dump).not.toContain(idNumber)
    expect(app.seal.open(rows[0]!.sealed, user!.id)).toBe(idNumber)
  })

  test('happens once', async () => {
    const { user } = await app.register(await app.newCode())
    const both = await Promise.allSettled([app.verify(user!.id), app.verify(user!.id)])
    expect(both.filter((result) => result.status === 'fulfilled')).toHaveLength(1)
    await expect(app.verify(user!.id, 'nonsense')).rejects.toThrow(refused('ALREADY_VERIFIED'))
  })

  test('refuses a number that does not add up, and asks nobody', async () => {
    const { user } = await app.register(await app.newCode())
    app.identities = { check: () => Promise.reject(new Error('asked')) }
    await expect(app.verify(user!.id, '110105194912310021')).rejects.toThrow(refused('BAD_ID_NUMBER'))
    await expect(app.verify(user!.id, idNumber, ' ')).rejects.toThrow(refused('INVALID_NAME'))
    await expect(app.verify('nobody')).rejects.toThrow(refused('NOT_FOUND'))
  })

  test('that failed may be tried again', async () => {
    const { user } = await app.register(await app.newCode())
    app.identities = { check: async () => 'REJECTED' }
    expect((await app.verify(user!.id)).user?.identity?.status).toBe(IdentityStatus.REJECTED)
    app.identities = { check: async () => 'VERIFIED' }
    expect((await app.verify(user!.id)).user?.identity?.status).toBe(IdentityStatus.VERIFIED)
  })
})
