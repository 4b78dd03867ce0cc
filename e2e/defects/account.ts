import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { problem } from '../src/expect.ts'
import type { User } from '../src/model.ts'
import { newMobile, register, signIn, smsCode } from '../src/people.ts'
import type { Here } from './here.ts'

/** Of accounts and sessions. */
export function accountDefects(here: Here): void {
  test('1: a session is the session of its own person, however many there are', async () => {
    const anyone = here().platform.client()
    const people = await Promise.all(Array.from({ length: 8 }, (_, i) => register(anyone, `Person ${i}`)))
    const seen = await Promise.all(people.map(({ api }) => api.get<User>('/me')))
    expect(seen).toEqual(people.map(({ user }) => user))
    expect(new Set(seen.map(({ id }) => id)).size).toBe(people.length)
  })

  test('2: a session has a name that nobody can compute, another at each sign-in; a password is kept by a slow hash of its own', async () => {
    const { platform, tenant } = here()
    const again = await signIn(platform.client(), tenant.mobile, tenant.password)
    expect(again.token).not.toBe(tenant.token)
    const computed = createHash('md5').update(`${tenant.mobile}${tenant.password}`).digest('hex')
    await expect(platform.client().as(computed).get('/me')).rejects.toThrow(problem(401, 'NOT_SIGNED_IN'))
    const database = await platform.database('user')
    const rows = async (sql: string) => (await database.query<Record<string, unknown>>(sql)).rows
    // The same password, kept differently for each.
    const password = 'the same for both of us'
    for (const name of ['One', 'Other']) {
      const { api, password: current } = await register(platform.client(), name)
      await api.put('/me/password', { current, password })
    }
    const accounts = await rows("SELECT password_hash FROM user_account WHERE name IN ('One', 'Other')")
    const hashes = accounts.map((row) => String(row.password_hash))
    expect(new Set(hashes).size).toBe(2)
    for (const hash of hashes) expect(hash).toMatch(/^\$argon2id\$/)
    const sessions = JSON.stringify(await rows('SELECT * FROM session'))
    for (const token of [tenant.token, again.token]) expect(sessions).not.toContain(token)
  })

  test('3: a sign-in replaces the cookie that was there and ends its session; one that fails sets none; both last as long', async () => {
    const { platform, tenant } = here()
    const anyone = platform.client()
    const ask = (password: string, cookie = '') =>
      anyone.try<{ token: string }>('POST', '/sessions', {
        body: { mobile: tenant.mobile, password },
        headers: cookie === '' ? {} : { cookie, origin: platform.url },
      })
    const setBy = ({ headers }: { headers: Headers }) => headers.get('set-cookie') ?? ''
    const first = setBy(await ask(tenant.password))
    expect(first).toMatch(/Max-Age=2592000/)
    const old = first.split(';', 1)[0]!
    const failed = await ask('wrong password', old)
    expect(failed.status).toBe(401)
    expect(setBy(failed)).toBe('')
    const next = setBy(await ask(tenant.password, old)).split(';', 1)[0]!
    expect(next).not.toBe(old)
    const me = async (cookie: string) => (await anyone.try('GET', '/me', { headers: { cookie } })).status
    expect([await me(old), await me(next)]).toEqual([401, 200])
  })

  test('4: a session that is over is said to be over', async () => {
    const { platform, tenant } = here()
    const session = await signIn(platform.client(), tenant.mobile, tenant.password)
    await session.api.delete('/session')
    for (const api of [session.api, platform.client(), platform.client().as('made-up')]) {
      await expect(api.get('/session')).rejects.toThrow(problem(401, 'NOT_SIGNED_IN'))
    }
    expect(await tenant.api.get('/session')).toEqual({ user: await tenant.api.get('/me') })
  })

  test('5: a code is sent, once a minute, and works once, as its captcha does; a mobile has one account', async () => {
    const { platform } = here()
    const anyone = platform.client()
    const mobile = newMobile()
    const { id } = await anyone.post<{ id: string }>('/captchas', {})
    const { answer } = await anyone.get<{ answer: string }>(`/dev/captchas/${id}`)
    const send = (captcha: string) => anyone.post('/sms-codes', { mobile, captchaId: id, captcha })
    await expect(send('????')).rejects.toThrow(problem(422, 'WRONG_CAPTCHA'))
    await expect(send(answer)).rejects.toThrow(problem(422, 'WRONG_CAPTCHA'))
    const body = { mobile, smsCode: await smsCode(anyone, mobile), password: 'a long enough password' }
    await expect(smsCode(anyone, mobile)).rejects.toThrow(problem(429, 'TOO_MANY_REQUESTS'))
    await anyone.post('/users', body)
    const { smsCode: used, password } = body
    const again = anyone.post('/password-resets', { mobile, smsCode: used, password })
    await expect(again).rejects.toThrow(problem(422, 'WRONG_CODE'))
    await expect(anyone.post('/users', body)).rejects.toThrow(problem(409, 'MOBILE_TAKEN'))
  })

  test('16: an identity number is kept sealed and shown masked, also to its owner', async () => {
    const { platform, tenant } = here()
    const text = JSON.stringify([await tenant.api.get('/me'), await tenant.api.get('/session')])
    expect(text).toMatch(/"idNumber":"\d{4}\*{10}[\dX]{4}"/)
    expect(text).not.toMatch(/\d{17}[\dX]/)
    const database = await platform.database('user')
    const { rows } = await database.query('SELECT * FROM user_account')
    expect(JSON.stringify(rows)).not.toMatch(/"[1-9]\d{16}[\dX]"/)
  })
}
