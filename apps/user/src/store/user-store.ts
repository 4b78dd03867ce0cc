import type { Database } from '@renting/platform'
import { unusedObjects } from '@renting/platform/objects'
import type { PrismaClient } from '../../gen/prisma/client.ts'
import type { Captcha } from '../domain/codes.ts'
import type { Revocation, Session } from '../domain/session.ts'
import type { UserStore, UserTransaction } from '../domain/store.ts'
import type { User } from '../domain/user.ts'
import { fromRow, fromSessionRow, type UrlOf } from './rows.ts'
import { PrismaUserTransaction } from './user-transaction.ts'

/** Accounts and what verifies them in PostgreSQL. */
export class PrismaUserStore implements UserStore {
  readonly #database: Database<PrismaClient>
  readonly #client: PrismaClient

  readonly #urlOf: UrlOf

  /** @param urlOf where a picture of the object store is seen */
  constructor(database: Database<PrismaClient>, urlOf: UrlOf) {
    this.#database = database
    this.#client = database.client
    this.#urlOf = urlOf
  }

  transaction<R>(work: (tx: UserTransaction) => Promise<R>): Promise<R> {
    return this.#database.transaction((tx) => work(new PrismaUserTransaction(tx, this.#urlOf)))
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
    return row === null ? undefined : fromRow(row, this.#urlOf)
  }

  async notePicture(key: string): Promise<void> {
    await unusedObjects.note(this.#client, [key])
  }

  async findCredentials(mobile: string): Promise<{ user: User; passwordHash: string } | undefined> {
    const row = await this.#client.user.findUnique({ where: { mobile } })
    return row === null ? undefined : { user: fromRow(row, this.#urlOf), passwordHash: row.passwordHash }
  }

  async findSession(tokenHash: string): Promise<(Session & { user: User }) | undefined> {
    const row = await this.#client.session.findUnique({ where: { tokenHash }, include: { user: true } })
    if (row === null) return undefined
    return { ...fromSessionRow(row), user: fromRow(row.user, this.#urlOf) }
  }

  async listSessions(userId: string, limit: number): Promise<readonly Session[]> {
    const rows = await this.#client.session.findMany({ where: { userId }, orderBy: { begunAt: 'desc' }, take: limit })
    return rows.map(fromSessionRow)
  }

  async renewSession(tokenHash: string, { expiresAt }: Session): Promise<void> {
    // One that was ended in the meantime stays so.
    const data = { expiresAt: new Date(expiresAt) }
    await this.#client.session.updateMany({ where: { tokenHash, revokedAt: null }, data })
  }

  async revokeSession(tokenHash: string, { at, by }: Revocation): Promise<void> {
    const now = new Date(at)
    await this.#client.session.updateMany({
      where: { tokenHash, revokedAt: null, expiresAt: { gt: now } },
      data: { revokedAt: now, revokedBy: by },
    })
  }

  async addKey(id: string): Promise<void> {
    await this.#client.$executeRaw`INSERT INTO identity_key (id) VALUES (${id}) ON CONFLICT DO NOTHING`
  }

  async keysBefore(id: string): Promise<readonly string[]> {
    const own = await this.#client.identityKey.findUnique({ where: { id } })
    const rows = await this.#client.identityKey.findMany({ where: { number: { lt: own?.number ?? 0n } } })
    return rows.map((row) => row.id)
  }

  async keysBeside(ids: readonly string[]): Promise<readonly string[]> {
    const rows = await this.#client.$queryRaw<{ id: string }[]>`
      SELECT id FROM identity_key
      WHERE NOT id = ANY(${ids})
        AND EXISTS (SELECT FROM user_account WHERE identity_key_id(sealed_id_number) = identity_key.id)
      ORDER BY number`
    return rows.map((row) => row.id)
  }
}
