import type { Database } from '@renting/platform'
import type { PrismaClient } from '../../gen/prisma/client.ts'
import type { Captcha } from '../domain/codes.ts'
import type { Session } from '../domain/session.ts'
import type { UserStore, UserTransaction } from '../domain/store.ts'
import type { User } from '../domain/user.ts'
import { fromRow } from './rows.ts'
import { PrismaUserTransaction } from './user-transaction.ts'

/** Accounts and what verifies them in PostgreSQL. */
export class PrismaUserStore implements UserStore {
  readonly #database: Database<PrismaClient>
  readonly #client: PrismaClient

  constructor(database: Database<PrismaClient>) {
    this.#database = database
    this.#client = database.client
  }

  transaction<R>(work: (tx: UserTransaction) => Promise<R>): Promise<R> {
    return this.#database.transaction((tx) => work(new PrismaUserTransaction(tx)))
  }

  async keepCaptcha({ id, answer, expiresAt }: Captcha, now: number): Promise<void> {
    await this.#client.captcha.deleteMany({ where: { expiresAt: { lte: new Date(now) } } })
    await this.#client.captcha.create({ data: { id, answer, expiresAt: new Date(expiresAt) } })
  }

  async captcha(id: string): Promise<Captcha | undefined> {
    const row = await this.#client.captcha.findUnique({ where: { id } })
    return row === null ? undefined : { ...row, expiresAt: row.expiresAt.getTime() }
  }

  async find(id: string): Promise<User | undefined> {
    const row = await this.#client.user.findUnique({ where: { id } })
    return row === null ? undefined : fromRow(row)
  }

  async findCredentials(mobile: string): Promise<{ user: User; passwordHash: string } | undefined> {
    const row = await this.#client.user.findUnique({ where: { mobile } })
    return row === null ? undefined : { user: fromRow(row), passwordHash: row.passwordHash }
  }

  async findSession(tokenHash: string): Promise<(Session & { user: User }) | undefined> {
    const row = await this.#client.session.findUnique({ where: { tokenHash }, include: { user: true } })
    if (row === null) return undefined
    return { userId: row.userId, expiresAt: row.expiresAt.getTime(), user: fromRow(row.user) }
  }

  async renewSession(tokenHash: string, { expiresAt }: Session): Promise<void> {
    // One that was ended in the meantime stays so.
    await this.#client.session.updateMany({ where: { tokenHash }, data: { expiresAt: new Date(expiresAt) } })
  }

  async endSession(tokenHash: string): Promise<void> {
    await this.#client.session.deleteMany({ where: { tokenHash } })
  }
}
