import { errors } from '@micro/core'
import { describe, expect, test } from 'vitest'
import { memoryLog } from '../../test/log.ts'
import { frameworkLog } from './framework.ts'

const secrets = ['hunter2', 's3ss10n', '13800000001', '110101199003070011', '482913', 'Zhang San', 'k3y-k3y']

function expectNone(text: string): void {
  for (const secret of secrets) expect(text).not.toContain(secret)
}

const request = {
  mobile: '13800000001',
  smsCode: '482913',
  sms_code: '482913',
  password: 'hunter2',
  realName: 'Zhang San',
  idNumber: '110101199003070011',
  captcha: '482913',
}

describe('a line of the log', () => {
  test('says when, how important, which service, and what', () => {
    const { log, lines } = memoryLog({ name: 'renting.order' })
    log.info({ requestId: 'abc', nights: 3, event: 'e1', key: 'house-1' }, 'booked')
    const [{ time, ...line }] = lines() as [Record<string, unknown>]
    expect(line).toEqual({
      level: 'info',
      service: 'renting.order',
      requestId: 'abc',
      nights: 3,
      event: 'e1',
      key: 'house-1',
      msg: 'booked',
    })
    expect(Date.parse(String(time))).toBeGreaterThan(0)
  })

  test('is written from the level on', () => {
    const { log, lines } = memoryLog({ level: 'warn' })
    log.info('no')
    log.warn('yes')
    expect(lines().map(({ msg }) => msg)).toEqual(['yes'])
  })
})

describe('no secret is in the log', () => {
  test('as a field, however deep and in whatever spelling', () => {
    const { log, text } = memoryLog()
    log.info(request, 'sign-in')
    log.info({ request }, 'sign-in')
    log.info({
      calls: [{ request: { user: request } }],
      headers: { Authorization: 'Bearer s3ss10n', 'set-cookie': 's3ss10n' },
    })
    log.info({
      sessionToken: 's3ss10n',
      token: 's3ss10n',
      PASSWORD: 'hunter2',
      passwordHash: 'hunter2',
      client_secret: 'hunter2',
    })
    log.info({ IDENTITY_KEY: 'k3y-k3y', IDENTITY_KEYS_OLD: ['k3y-k3y'], apiKey: 'k3y-k3y' })
    log.info({ current: 'hunter2', password: 'hunter2', rotate: true })
    log.info({ body: Buffer.from('hunter2'), map: new Map([['x', request]]), toJSON: () => request })
    expectNone(text())
    expect(text()).toContain('[redacted]')
  })

  test('as a field of a child logger', () => {
    const { log, text } = memoryLog()
    log.child({ token: 's3ss10n', user: { mobile: '13800000001' } }).info('here')
    expectNone(text())
  })

  test('in texts: credentials of URLs and mobile numbers', () => {
    const { log, text, lines } = memoryLog()
    log.warn(
      { url: 'postgres://renting:hunter2@127.0.0.1/renting' },
      'no answer from postgres://renting:hunter2@127.0.0.1/x',
    )
    log.info('code sent to 13800000001')
    expectNone(text())
    expect(lines()[0]).toMatchObject({
      url: 'postgres://renting:[redacted]@127.0.0.1/renting',
      msg: 'no answer from postgres://renting:[redacted]@127.0.0.1/x',
    })
  })

  test("in errors: PostgreSQL's detail, Prisma's arguments, and causes", () => {
    const { log, text, lines } = memoryLog()
    const refused = Object.assign(new Error('duplicate key'), { code: '23505', detail: 'Key (mobile)=(13800000001)' })
    log.error({ err: new Error('for 13800000001', { cause: refused }) }, 'failed')
    const invalid = new Error(
      '\nInvalid `prisma.user.create()`:\n{ password: "hunter2" }\n\nArgument `name` is missing.',
    )
    invalid.name = 'PrismaClientValidationError'
    log.error(invalid)
    log.error({ err: invalid }, 'with a text')
    expectNone(text())
    expect(lines()[0]).toMatchObject({
      err: { type: 'Error', message: 'for [redacted]', cause: { message: 'duplicate key', code: '23505' } },
    })
    expect(lines()[1]).toMatchObject({ err: { message: 'Argument `name` is missing.' } })
  })
})

describe('an error in the log', () => {
  test('has its stack and its chain of causes, without end', () => {
    const { log, lines } = memoryLog()
    const error = new Error('outer', { cause: errors.conflict('renting.order', 'taken', { reason: 'DATES_TAKEN' }) })
    log.error({ err: error }, 'failed')
    const err = lines()[0]!.err as Record<string, string>
    expect(err.stack).toMatch(/^Error: outer\n\s+at /)
    expect(err.cause).toMatchObject({ type: 'MicroError', code: 409, message: 'renting.order: taken' })
    const loop = new Error('loop')
    loop.cause = loop
    log.error({ err: loop }, 'goes on')
    expect(lines()).toHaveLength(2)
  })

  test('of the framework has the same names as ours', () => {
    const { log, lines } = memoryLog()
    frameworkLog(log).error({ error: new Error('x'), trace: 'abc', endpoint: 'S.M' }, 'handler fault')
    expect(lines()[0]).toMatchObject({ requestId: 'abc', endpoint: 'S.M', err: { message: 'x' }, msg: 'handler fault' })
  })
})

describe('the pretty form', () => {
  test('is for people: one line, and below it the error with its causes', () => {
    const { log, text } = memoryLog({ format: 'pretty' })
    log.info({ requestId: 'abc', call: 'S.M', note: 'two words' }, 'answered')
    expect(text()).toMatch(/^\d\d:\d\d:\d\d\.\d{3} INFO {2}answered call=S\.M note="two words" request=abc\n$/)
    log.error({ err: new Error('outer', { cause: new Error('inner') }) }, 'failed')
    expect(text()).toMatch(/ERROR failed\n {2}Error: outer\n {6}at [\s\S]*\n {2}caused by Error: inner\n/)
  })

  test('holds no secret either', () => {
    const { log, text } = memoryLog({ format: 'pretty' })
    log.info(request, 'to 13800000001')
    log.error({ err: new Error('postgres://a:hunter2@b/c') }, 'failed')
    expectNone(text())
  })
})
