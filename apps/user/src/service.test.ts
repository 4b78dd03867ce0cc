import { type MicroError, type Service, systemClock, Trace, WorkContext } from '@micro/core'
import { DevelopmentService, UserProfileChanged, UserService } from '@renting/contracts/user/v1'
import { SettingsError } from '@renting/platform'
import { TestFleet } from '@renting/platform/vitest'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { user } from './service.ts'

let fleet: TestFleet
let outside: Service
let heard: string[]
let traces: (string | undefined)[]

beforeEach(async () => {
  fleet = new TestFleet()
  heard = []
  traces = []
  outside = await fleet.peer('outside', (service) => {
    service.subscribe(UserProfileChanged, async ({ name }, ctx) => {
      heard.push(name)
      traces.push(ctx.trace?.traceId)
    })
  })
})
afterEach(() => fleet.stop())

const demo = { mobile: '13800000001', password: 'renting-demo' }

test('the people of the demonstration sign in, and the others hear of them', async () => {
  await fleet.start(user, { RENTING_SEED: 'on' })
  const users = outside.client(UserService)
  const { token } = await users.signIn(demo)
  expect((await users.resolveSession({ token })).actor).toMatchObject({ userId: 'demo-tenant', verified: true })
  await expect(users.signIn({ ...demo, password: 'wrong' })).rejects.toMatchObject({
    code: 401,
    reason: 'WRONG_CREDENTIALS',
    domain: 'renting.user',
  })
  await expect.poll(() => heard.toSorted(), { timeout: 20_000, interval: 20 }).toEqual(['张伟', '李明', '王芳'])
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
  await expect.poll(() => traces, { timeout: 20_000, interval: 20 }).toEqual([ctx.trace!.traceId])
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
  await fleet.start(user, { RENTING_SEED: 'on', RENTING_RATE_LIMITS: 'off' })
  const users = outside.client(UserService)
  for (let i = 0; i < 12; i++) {
    await expect(users.signIn({ ...demo, password: 'wrong' })).rejects.toMatchObject({ code: 401 })
  }
  await users.signIn(demo)
})

test('nothing that is sent is a fault of the service', async () => {
  await fleet.start(user, { RENTING_SEED: 'on' })
  const users = outside.client(UserService)
  const development = outside.client(DevelopmentService)
  const nul = 'a\u0000b'
  const mobile = '13900000000'
  const actor = { userId: 'demo-newcomer', verified: false, name: '' }
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
    development.getCaptcha({ id: nul }),
    development.listMessages({ to: nul }),
  ]
  const codes = (await Promise.allSettled(attempts)).map((result) =>
    result.status === 'fulfilled' ? 200 : (result.reason as MicroError).code,
  )
  expect(codes.filter((code) => code >= 500 || code === 408)).toEqual([])
  expect(codes.filter((code) => code === 400).length).toBeGreaterThan(3)
})
