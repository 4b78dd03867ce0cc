import type { Tx } from '@renting/platform'
import type { PrismaClient } from '../../gen/prisma/client.ts'
import type { Captcha, SmsCode } from '../domain/codes.ts'
import { type Limited, longest } from '../domain/limits.ts'
import { endedSessionLifetime, type Revocation, type Session } from '../domain/session.ts'
import { fromSessionRow } from './rows.ts'

/** What opens an account to its owner: limits, captchas, codes, sessions. */
export class PrismaAccessTransaction {
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

  async addSession(tokenHash: string, { userId, begunAt, expiresAt }: Session, now: number): Promise<void> {
    const old = { lte: new Date(now - endedSessionLifetime) }
    await this.#tx.session.deleteMany({ where: { userId, OR: [{ expiresAt: old }, { revokedAt: old }] } })
    await this.#tx.session.create({
      data: { tokenHash, userId, begunAt: new Date(begunAt), expiresAt: new Date(expiresAt) },
    })
  }

  async session(tokenHash: string): Promise<Session | undefined> {
    const row = await this.#tx.session.findUnique({ where: { tokenHash } })
    return row === null ? undefined : fromSessionRow(row)
  }

  async moveSession(tokenHash: string, to: string): Promise<void> {
    await this.#tx.session.update({ where: { tokenHash }, data: { tokenHash: to } })
  }

  async revokeSessions(userId: string, { at, by }: Revocation, exceptTokenHash?: string): Promise<void> {
    const now = new Date(at)
    const except = exceptTokenHash === undefined ? {} : { tokenHash: { not: exceptTokenHash } }
    await this.#tx.session.updateMany({
      where: { userId, revokedAt: null, expiresAt: { gt: now }, ...except },
      data: { revokedAt: now, revokedBy: by },
    })
  }
}
