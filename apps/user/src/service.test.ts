import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type MicroError, type Service, systemClock, Trace, WorkContext } from '@micro/core'
import { DevelopmentService, UserProfileChanged, UserService } from '@renting/contracts/user/v1'
import { ClockService, SettingsError } from '@renting/platform'
import { TestFleet } from '@renting/platform/vitest'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { memoryLog } from '../test/log.ts'
import { png } from '../test/png.ts'
import { user } from './service.ts'

let fleet: TestFleet
let folder: string
let outside: Service
let heard: string[]
let pictures: string[]
let traces: (string | undefined)[]

beforeEach(async () => {
  fleet = new TestFleet()
  folder = await mkdtemp(join(tmpdir(), 'renting-user-'))
  heard = []
  pictures = []
  traces = []
  outside = await fleet.peer('outside', (service) => {
    service.subscribe(UserProfileChanged, async ({ name, avatarUrl }, ctx) => {
      heard.push(name)
      if (avatarUrl !== undefined) pictures.push(avatarUrl)
      traces.push(ctx.trace?.traceId)
    })
  })
})
afterEach(async () => {
  await fleet.stop()
  await rm(folder, { recursive: true, force: true })
})

const patient = { timeout: 20_000, interval: 20 }
const demo = { mobile: '13800000001', password: 'renting-demo' }

test('the people of the demonstration sign in, and the others hear of them', async () => {
  await fleet.start(user, { RENTING_SEED: 'on', OBJECT_FOLDER: folder })
  const users = outside.client(UserService)
  const { token } = await users.signIn(demo)
  expect((await users.resolveSession({ token })).actor).toMatchObject({ userId: 'demo-tenant', verified: true })
  await expect(users.signIn({ ...demo, password: 'wrong' })).rejects.toMatchObject({
    code: 401,
    reason: 'WRONG_CREDENTIALS',
    domain: 'renting.user',
  })
  await expect
    .poll(() => heard.toSorted(), patient)
    .toEqual(expect.arrayContaining(['张伟', '李明', '王芳', '陈静', 'Tom Becker']))
})

test('somebody new is told of in the trace of the call that registered them', async () => {
  await fleet.start(user, { RENTING_SEED: 'off' })
  const users = outside.client(UserService)
  const development = outside.client(DevelopmentService)
  const mobile = '13900000001'
  const { id } = await users.createCaptcha({})
  const { answer } = await development.getCaptcha({ id })
  await users.sendSmsCode({ mobile, captchaId: id, captcha: answer })
  const { items } = await development.listMessages({ to: mobile })
  const smsCode = /\b\d{6}\b/.exec(items[0]!.text)![0]
  const ctx = new WorkContext(systemClock, { trace: Trace.start() })
  await users.register({ mobile, smsCode, password: 'a long password', name: 'New' }, { ctx })
  await expect.poll(() => traces, patient).toEqual([ctx.trace!.traceId])
})

test('a picture comes in parts, and the others hear where it is to be seen', async () => {
  await fleet.start(user, { RENTING_SEED: 'on', OBJECT_FOLDER: folder, MEDIA_URL: 'https://media.example' })
  const users = outside.client(UserService)
  const actor = { userId: 'demo-newcomer', verified: false, name: '' }
  async function* parts(content: Buffer) {
    yield { actor }
    for (let at = 0; at < content.length; at += 1_000) yield { content: content.subarray(at, at + 1_000) }
  }
  const { user: changed } = await users.setAvatar(parts(png(300, 200)))
  expect(changed?.avatarUrl).toMatch(/^https:\/\/media\.example\/avatars\/demo-newcomer\/[\w-]+\.webp$/)
  await expect.poll(() => pictures, patient).toContain(changed?.avatarUrl)
  await expect(users.setAvatar(parts(Buffer.from('no picture')))).rejects.toMatchObject({
    code: 422,
    reason: 'NOT_AN_IMAGE',
  })
  await expect(users.setAvatar(parts(Buffer.alloc(5_000_001)))).rejects.toMatchObject({
    code: 413,
    reason: 'TOO_LARGE',
  })
})

test('moving the domain’s time ends no session, and lifts no limit', async () => {
  await fleet.start(user, { RENTING_SEED: 'on', OBJECT_FOLDER: folder })
  const users = outside.client(UserService)
  const { token } = await users.signIn(demo)
  for (let i = 0; i < 10; i++) {
    await expect(users.signIn({ mobile: '13800000002', password: 'wrong' })).rejects.toMatchObject({ code: 401 })
  }
  const day = 24 * 3_600_000
  await outside.client(ClockService, 'renting.user').advance({ milliseconds: 60 * day })
  const { expiresAtMs } = await users.resolveSession({ token })
  expect(expiresAtMs).toBeLessThan(Date.now() + 31 * day)
  await expect(users.signIn({ mobile: '13800000002', password: 'wrong' })).rejects.toMatchObject({ code: 429 })
})

test('no line of the log holds a secret, at whatever level', async () => {
  const { log, text } = memoryLog()
  await fleet.start(user, { RENTING_SEED: 'on', OBJECT_FOLDER: folder, LOG_LEVEL: 'trace' }, log)
  const users = outside.client(UserService)
  const { token } = await users.signIn(demo)
  const { actor } = await users.resolveSession({ token })
  const revealed = await users.revealIdentity({ actor, purpose: 'to see what is logged' })
  const password = 'another password'
  await expect(
    users.changePassword({ actor, token, current: 'not my password', password, rotate: false }),
  ).rejects.toMatchObject({ code: 422, reason: 'WRONG_PASSWORD' })
  const changed = await users.changePassword({ actor, token, current: demo.password, password, rotate: true })
  await expect(
    users.resetPassword({ mobile: demo.mobile, smsCode: '918273', password: 'a third password' }),
  ).rejects.toMatchObject({ code: 422, reason: 'WRONG_CODE' })
  const secrets = [token, changed.token, demo.mobile, demo.password, password, 'not my password', 'a third password']
  for (const secret of [...secrets, '918273', revealed.idNumber, revealed.realName]) {
    expect(text()).not.toContain(secret)
  }
  expect(text()).toContain('RevealIdentity')
})

test('in production there are no people of the demonstration, and nothing shows captchas or messages', async () => {
  const IDENTITY_KEY = Buffer.alloc(32, 1).toString('base64')
  await fleet.start(user, { NODE_ENV: 'production', RENTING_SEED: 'on', RENTING_RATE_LIMITS: 'off', IDENTITY_KEY })
  const users = outside.client(UserService)
  const development = outside.client(DevelopmentService)
  await expect(users.signIn(demo)).rejects.toMatchObject({ reason: 'WRONG_CREDENTIALS' })
  const { id } = await users.createCaptcha({})
  await expect(development.getCaptcha({ id })).rejects.toMatchObject({ reason: undefined })
  await expect(development.listMessages({ to: '' })).rejects.toMatchObject({ reason: undefined })
  for (let i = 1; i < 10; i++) await expect(users.signIn(demo)).rejects.toMatchObject({ code: 401 })
  await expect(users.signIn(demo)).rejects.toMatchObject({ code: 429, reason: 'TOO_MANY_REQUESTS' })
})

test('in production it does not start without a key of its own', async () => {
  await expect(fleet.start(user, { NODE_ENV: 'production' })).rejects.toThrow(SettingsError)
})

test('in development the limits can be off', async () => {
  await fleet.start(user, { RENTING_SEED: 'on', OBJECT_FOLDER: folder, RENTING_RATE_LIMITS: 'off' })
  const users = outside.client(UserService)
  for (let i = 0; i < 12; i++) {
    await expect(users.signIn({ ...demo, password: 'wrong' })).rejects.toMatchObject({ code: 401 })
  }
  await users.signIn(demo)
})

test('nothing that is sent is a fault of the service', async () => {
  await fleet.start(user, { RENTING_SEED: 'on', OBJECT_FOLDER: folder })
  const users = outside.client(UserService)
  const development = outside.client(DevelopmentService)
  const nul = 'a\u0000b'
  const mobile = '13900000000'
  const actor = { userId: 'demo-newcomer', verified: false, name: '' }
  const { token } = await users.signIn(demo)
  const tenant = { ...actor, userId: 'demo-tenant' }
  const long = 'x'.repeat(100_000)
  async function* parts(...sent: { actor?: typeof actor; content?: Buffer }[]) {
    yield* sent
  }
  const attempts: Promise<unknown>[] = [
    users.sendSmsCode({ mobile, captchaId: nul, captcha: nul }),
    users.register({ mobile, smsCode: nul, password: `long enough${nul}`, name: nul }),
    users.register({ mobile, smsCode: nul, password: `long enough${nul}` }),
    users.signIn({ mobile: nul, password: nul }),
    users.signIn({ mobile: demo.mobile, password: nul.repeat(10_000) }),
    users.resolveSession({ token: nul }),
    users.signOut({ token: nul }),
    users.getMe({ actor: { ...actor, userId: nul } }),
    users.getMe({}),
    users.verifyIdentity({ actor, realName: nul, idNumber: nul }),
    users.verifyIdentity({ actor, realName: 'x', idNumber: nul }),
    users.updateProfile({ actor, name: nul }),
    users.updateProfile({ actor: { ...actor, userId: nul }, name: 'x' }),
    users.updateProfile({ name: 'x' }),
    users.setAvatar(parts()),
    users.setAvatar(parts({})),
    users.setAvatar(parts({ actor: { ...actor, userId: nul } }, { content: Buffer.of(0) })),
    users.setAvatar(parts({ actor }, { content: png(3, 3).subarray(0, 40) })),
    users.changePassword({ actor, token: nul, current: nul, password: nul, rotate: true }),
    users.changePassword({ actor: tenant, token, current: nul, password: `long enough${nul}`, rotate: true }),
    users.changePassword({ actor: tenant, token, current: long, password: 'long enough', rotate: true }),
    users.resetPassword({ mobile, smsCode: nul, password: 'long enough' }),
    users.resetPassword({ mobile, smsCode: long, password: long }),
    users.listSessions({ actor: { ...actor, userId: nul } }),
    users.revealIdentity({ actor: tenant, purpose: nul }),
    users.revealIdentity({ actor: tenant, purpose: long }),
    users.revealIdentity({ actor: { ...actor, userId: nul }, purpose: 'x' }),
    development.getCaptcha({ id: nul }),
    development.listMessages({ to: nul }),
  ]
  const codes = (await Promise.allSettled(attempts)).map((result) =>
    result.status === 'fulfilled' ? 200 : (result.reason as MicroError).code,
  )
  expect(codes.filter((code) => code >= 500 || code === 408)).toEqual([])
  expect(codes.filter((code) => code === 400).length).toBeGreaterThan(3)
})
