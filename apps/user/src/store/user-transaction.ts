import { UserProfileChanged } from '@renting/contracts/user/v1'
import { outbox, pgCode, pgCodes, type Tx } from '@renting/platform'
import type { PrismaClient } from '../../gen/prisma/client.ts'
import type { Captcha, SmsCode } from '../domain/codes.ts'
import { type Limited, longest } from '../domain/limits.ts'
import type { Session } from '../domain/session.ts'
import type { UserTransaction } from '../domain/store.ts'
import { mobileTaken, type User } from '../domain/user.ts'
import { fromRow, toRow } from './rows.ts'

export class PrismaUserTransaction implements UserTransaction {
  readonly #tx: Tx<PrismaClient>

  constructor(tx: Tx<PrismaClient>) {
    this.#tx = tx
  }

  async lockMobile(mobile: string): Promise<void> {
    await this.#tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`mobile:${mobile}`}, 0))`
  }

  async happened(what: Limited, mobile: string, since: number): Promise<readonly number[]> {
    const rows = await this.#tx.occurrence.findMany({ where: { what, mobile, at: { gt: new Date(since) } } })
    return rows.map((row) => row.at.getTime())
  }

  async count(what: Limited, mobile: string, at: number): Promise<void> {
    const old = new Date(at - longest(what))
    await this.#tx.occurrence.deleteMany({ where: { what, mobile, at: { lte: old } } })
    await this.#tx.occurrence.create({ data: { what, mobile, at: new Date(at) } })
  }

  async forget(what: Limited, mobile: string): Promise<void> {
    await this.#tx.occurrence.deleteMany({ where: { what, mobile } })
  }

  async takeCaptcha(id: string): Promise<Captcha | undefined> {
    const rows = await this.#tx.$queryRaw<{ answer: string; expires_at: Date }[]>`
      DELETE FROM captcha WHERE id = ${id} RETURNING answer, expires_at`
    return rows[0] && { id, answer: rows[0].answer, expiresAt: rows[0].expires_at.getTime() }
  }

  async keepSmsCode({ mobile, code, attempts, expiresAt }: SmsCode): Promise<void> {
    const data = { code, attempts, expiresAt: new Date(expiresAt) }
    await this.#tx.smsCode.upsert({ where: { mobile }, create: { mobile, ...data }, update: data })
  }

  async smsCode(mobile: string): Promise<SmsCode | undefined> {
    const row = await this.#tx.smsCode.findUnique({ where: { mobile } })
    return row === null ? undefined : { ...row, expiresAt: row.expiresAt.getTime() }
  }

  async countSmsCodeAttempt(mobile: string): Promise<void> {
    await this.#tx.smsCode.updateMany({ where: { mobile }, data: { attempts: { increment: 1 } } })
  }

  async removeSmsCode(mobile: string): Promise<void> {
    await this.#tx.smsCode.deleteMany({ where: { mobile } })
  }

  async findByMobile(mobile: string): Promise<User | undefined> {
    const row = await this.#tx.user.findUnique({ where: { mobile } })
    return row === null ? undefined : fromRow(row)
  }

  async lock(id: string): Promise<User | undefined> {
    await this.#tx.$executeRaw`SELECT FROM user_account WHERE id = ${id} FOR UPDATE`
    const row = await this.#tx.user.findUnique({ where: { id } })
    return row === null ? undefined : fromRow(row)
  }

  async add(user: User, passwordHash: string): Promise<void> {
    try {
      await this.#tx.user.create({ data: toRow(user, passwordHash) })
    } catch (error) {
      throw pgCode(error) === pgCodes.uniqueViolation ? mobileTaken() : error
    }
    const { id: userId, version, name, avatarUrl } = user
    await outbox.add(this.#tx, UserProfileChanged, { userId, version, name, avatarUrl })
  }

  async saveIdentity({ id, identity }: User, sealedIdNumber: Uint8Array<ArrayBuffer>): Promise<void> {
    const { status: identityStatus, realName, maskedIdNumber } = identity
    await this.#tx.user.update({ where: { id }, data: { identityStatus, realName, maskedIdNumber, sealedIdNumber } })
  }

  async addSession(tokenHash: string, { userId, expiresAt }: Session, now: number): Promise<void> {
    await this.#tx.session.deleteMany({ where: { userId, expiresAt: { lte: new Date(now) } } })
    await this.#tx.session.create({ data: { tokenHash, userId, expiresAt: new Date(expiresAt) } })
  }
}
