import { expect, test } from 'vitest'
import { byEvent, problem } from '../expect.ts'
import type { House, User } from '../model.ts'
import { landlordWithHouse, register, signIn, smsCode } from '../people.ts'
import type { Platform } from '../platform.ts'

/** What people do with their accounts. */
export function accountJourney(running: () => Platform): void {
  const signedOut = problem(401, 'NOT_SIGNED_IN')

  test('a name is changed by its owner, and others see the new one', async () => {
    const anyone = running().client()
    const { landlord, house } = await landlordWithHouse(anyone)
    const renamed = await landlord.api.patch<User>('/me', { name: '王芳 🏡' })
    expect(renamed).toMatchObject({ id: landlord.user.id, name: '王芳 🏡' })
    expect(await landlord.api.get('/me')).toEqual(renamed)
    const shown = async () => (await anyone.get<House>(`/houses/${house.id}`)).landlord.name
    await expect.poll(shown, byEvent).toBe('王芳 🏡')
  })

  test('another password ends all other sessions, and is asked for from then on', async () => {
    const anyone = running().client()
    const { api, mobile, password } = await register(anyone, 'Li Ming')
    const { api: other } = await signIn(anyone, mobile, password)
    const next = 'a much longer password'
    const wrong = api.put('/me/password', { current: `${password}!`, password: next })
    await expect(wrong).rejects.toThrow(problem(422, 'WRONG_PASSWORD'))
    await expect(api.put('/me/password', { current: password, password: 'short' })).rejects.toThrow(
      problem(422, 'WEAK_PASSWORD'),
    )
    expect(await other.get('/me')).toBeDefined()
    await api.put('/me/password', { current: password, password: next })
    await expect(other.get('/me')).rejects.toThrow(signedOut)
    expect(await api.get('/me')).toMatchObject({ name: 'Li Ming' })
    await expect(signIn(anyone, mobile, password)).rejects.toThrow(problem(401, 'WRONG_CREDENTIALS'))
    expect((await signIn(anyone, mobile, next)).user).toMatchObject({ name: 'Li Ming' })
  })

  test("a browser's session goes on under another cookie when the password changes", async () => {
    const anyone = running().client()
    const { mobile, password } = await register(anyone, 'Li Ming')
    const cookieOf = ({ headers }: { headers: Headers }) => (headers.get('set-cookie') ?? '').split(';', 1)[0]!
    const before = cookieOf(await anyone.request('POST', '/sessions', { body: { mobile, password } }))
    const changed = await anyone.request('PUT', '/me/password', {
      body: { current: password, password: 'a much longer password' },
      headers: { cookie: before, origin: running().url },
    })
    const after = cookieOf(changed)
    expect(after).toMatch(/^session=.{20}/)
    expect(after).not.toBe(before)
    const me = (cookie: string) => anyone.request('GET', '/me', { headers: { cookie } })
    await expect(me(before)).rejects.toThrow(signedOut)
    expect((await me(after)).body).toMatchObject({ name: 'Li Ming' })
  })

  test('a forgotten password is replaced by whoever has the telephone, and every session ends', async () => {
    const anyone = running().client()
    const { api, mobile, password } = await register(anyone, 'Li Ming')
    const { api: other } = await signIn(anyone, mobile, password)
    const next = 'a much longer password'
    const reset = async (code: string) => anyone.post('/password-resets', { mobile, smsCode: code, password: next })
    const code = await smsCode(anyone, mobile)
    await expect(reset(code === '000000' ? '000001' : '000000')).rejects.toThrow(problem(422, 'WRONG_CODE'))
    await reset(code)
    for (const session of [api, other]) await expect(session.get('/me')).rejects.toThrow(signedOut)
    await expect(reset(code)).rejects.toThrow(problem(422, 'WRONG_CODE'))
    await expect(signIn(anyone, mobile, password)).rejects.toThrow(problem(401, 'WRONG_CREDENTIALS'))
    expect((await signIn(anyone, mobile, next)).user).toMatchObject({ name: 'Li Ming' })
  })
}
