import type { Actor } from '@renting/contracts/common/v1'
import {
  DevelopmentService,
  type DevelopmentServiceHandler,
  type RegisterResponse,
  type SignInResponse,
  UserService,
  type UserServiceHandler,
} from '@renting/contracts/user/v1'
import type { Database } from '@renting/platform'
import type { ObjectStore } from '@renting/platform/objects'
import { memoryObjects, TestContext } from '@renting/platform/vitest'
import { expect } from 'vitest'
import type { PrismaClient } from '../gen/prisma/client.ts'
import type { IdentityProvider } from '../src/domain/providers.ts'
import { developmentService } from '../src/handlers/development-service.ts'
import { userService } from '../src/handlers/user-service.ts'
import { paintCaptcha } from '../src/providers/captcha.ts'
import { DevelopmentSms } from '../src/providers/development.ts'
import { Seal } from '../src/secrets/seal.ts'
import { developmentIdentityKey } from '../src/settings.ts'
import type { PrismaUserStore } from '../src/store/user-store.ts'
import { urlOf, userDatabase, userStore } from './database.ts'

export const start = Date.parse('2026-11-20T12:00:00+08:00')
export const minute = 60_000
export const day = 24 * 60 * minute
export const mobile = '13800000001'
export const password = 'renting-demo'
export const idNumber = '11010519491231002X'

/** The service over a database of its own and a clock that stands still, and what people do with it. */
export class TestUsers {
  readonly database: Database<PrismaClient>
  readonly store: PrismaUserStore
  readonly objects: ObjectStore = memoryObjects()
  readonly seal: Seal = new Seal(developmentIdentityKey)
  readonly users: UserServiceHandler
  readonly development: DevelopmentServiceHandler
  now = start
  /** What the identity provider finds. */
  identities: IdentityProvider = { check: async () => 'VERIFIED' }

  static async open(): Promise<TestUsers> {
    return new TestUsers(await userDatabase())
  }

  private constructor(database: Database<PrismaClient>) {
    this.database = database
    this.store = userStore(database)
    const clock = { time: () => this.now }
    const sms = new DevelopmentSms(database.client, clock)
    const identities: IdentityProvider = { check: (realName, number) => this.identities.check(realName, number) }
    const { store, objects, seal } = this
    this.users = userService({ store, sms, identities, paintCaptcha, objects, urlOf, seal, limited: true, clock })
    this.development = developmentService({ store, sms, clock })
  }

  async close(): Promise<void> {
    await this.database.close()
  }

  /** As new; what is on record of opened identity numbers stays. */
  async clear(): Promise<void> {
    this.now = start
    this.identities = { check: async () => 'VERIFIED' }
    await this.database.pool.query(
      'TRUNCATE user_account, session, captcha, sms_code, occurrence, sent_message, outbox, unused_object CASCADE',
    )
  }

  ctx(method: keyof UserServiceHandler): TestContext {
    return new TestContext('renting.user', UserService.methods[method]!.endpoint)
  }

  developing(method: keyof DevelopmentServiceHandler): TestContext {
    return new TestContext('renting.user', DevelopmentService.methods[method]!.endpoint)
  }

  async solvedCaptcha(): Promise<{ captchaId: string; captcha: string }> {
    const { id } = await this.users.createCaptcha({}, this.ctx('createCaptcha'))
    const { answer } = await this.development.getCaptcha({ id }, this.developing('getCaptcha'))
    return { captchaId: id, captcha: answer }
  }

  async sendSmsCode(to = mobile): Promise<void> {
    await this.users.sendSmsCode({ mobile: to, ...(await this.solvedCaptcha()) }, this.ctx('sendSmsCode'))
  }

  async newCode(to = mobile): Promise<string> {
    await this.sendSmsCode(to)
    const { items } = await this.development.listMessages({ to }, this.developing('listMessages'))
    return /\b\d{6}\b/.exec(items.at(-1)?.text ?? '')![0]
  }

  async register(
    smsCode: string,
    more: { mobile?: string; password?: string; name?: string } = {},
  ): Promise<RegisterResponse> {
    return await this.users.register({ mobile, smsCode, password, ...more }, this.ctx('register'))
  }

  /** Somebody with an account and a session. */
  async person(to = mobile, name = 'Li Lei'): Promise<{ token: string; actor: Actor }> {
    const { token, user } = await this.register(await this.newCode(to), { mobile: to, name })
    return { token, actor: { userId: user!.id, verified: false, name } }
  }

  async signIn(given = password, to = mobile): Promise<SignInResponse> {
    return await this.users.signIn({ mobile: to, password: given }, this.ctx('signIn'))
  }

  async resolve(token: string) {
    return await this.users.resolveSession({ token }, this.ctx('resolveSession'))
  }

  async verify(userId: string, number = idNumber, realName = 'Li Lei') {
    const actor = { userId, name: '', verified: false }
    return await this.users.verifyIdentity({ actor, realName, idNumber: number }, this.ctx('verifyIdentity'))
  }
}

export const refused = (reason: string): unknown => expect.objectContaining({ reason })

/** A code that is not this one. */
export const wrongOf = (code: string): string => String((Number(code) + 1) % 1_000_000).padStart(6, '0')
