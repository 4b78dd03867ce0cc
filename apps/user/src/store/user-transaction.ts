import { UserProfileChanged } from '@renting/contracts/user/v1'
import { outbox, pgCode, pgCodes, type Tx } from '@renting/platform'
import { unusedObjects } from '@renting/platform/objects'
import type { PrismaClient } from '../../gen/prisma/client.ts'
import type { Opening } from '../domain/identity.ts'
import type { Sealed, SealedIdNumber, UserTransaction } from '../domain/store.ts'
import { mobileTaken, type User } from '../domain/user.ts'
import { PrismaAccessTransaction } from './access-transaction.ts'
import { fromRow, toRow, type UrlOf } from './rows.ts'

export class PrismaUserTransaction extends PrismaAccessTransaction implements UserTransaction {
  readonly #tx: Tx<PrismaClient>
  readonly #urlOf: UrlOf

  constructor(tx: Tx<PrismaClient>, urlOf: UrlOf) {
    super(tx)
    this.#tx = tx
    this.#urlOf = urlOf
  }

  async findByMobile(mobile: string): Promise<User | undefined> {
    const row = await this.#tx.user.findUnique({ where: { mobile } })
    return row === null ? undefined : fromRow(row, this.#urlOf)
  }

  async lock(id: string): Promise<User | undefined> {
    await this.#tx.$executeRaw`SELECT FROM user_account WHERE id = ${id} FOR UPDATE`
    const row = await this.#tx.user.findUnique({ where: { id } })
    return row === null ? undefined : fromRow(row, this.#urlOf)
  }

  async add(user: User, passwordHash: string): Promise<void> {
    try {
      await this.#tx.user.create({ data: toRow(user, passwordHash) })
    } catch (error) {
      throw pgCode(error) === pgCodes.uniqueViolation ? mobileTaken() : error
    }
    await this.#tell(user)
  }

  async saveProfile(user: User): Promise<void> {
    const { id, version, name, avatar } = user
    await this.#tx.user.update({ where: { id }, data: { version, name, avatarKey: avatar?.key ?? null } })
    await this.#tell(user)
  }

  async takePicture(key: string): Promise<void> {
    await unusedObjects.take(this.#tx, [key])
  }

  async dropPicture(key: string): Promise<void> {
    await unusedObjects.note(this.#tx, [key])
  }

  async passwordHash(id: string): Promise<string> {
    const row = await this.#tx.user.findUniqueOrThrow({ where: { id }, select: { passwordHash: true } })
    return row.passwordHash
  }

  async savePasswordHash(id: string, passwordHash: string): Promise<void> {
    await this.#tx.user.update({ where: { id }, data: { passwordHash } })
  }

  async saveIdentity({ id, identity }: User, sealedIdNumber: Sealed): Promise<void> {
    const { status: identityStatus, realName, maskedIdNumber } = identity
    await this.#tx.user.update({ where: { id }, data: { identityStatus, realName, maskedIdNumber, sealedIdNumber } })
  }

  async sealedIdNumber(id: string): Promise<Sealed | undefined> {
    const row = await this.#tx.user.findUnique({ where: { id }, select: { sealedIdNumber: true } })
    return row?.sealedIdNumber ?? undefined
  }

  async recordOpening({ by, userId, purpose, at }: Opening): Promise<void> {
    await this.#tx.identityOpening.create({ data: { openedBy: by, userId, purpose, at: new Date(at) } })
  }

  async takeSealedBy(keyIds: readonly string[], limit: number): Promise<readonly SealedIdNumber[]> {
    const rows = await this.#tx.$queryRaw<{ id: string; sealed_id_number: Sealed }[]>`
      SELECT id, sealed_id_number FROM user_account
      WHERE identity_key_id(sealed_id_number) = ANY(${keyIds})
      LIMIT ${limit} FOR UPDATE SKIP LOCKED`
    return rows.map((row) => ({ userId: row.id, idNumber: row.sealed_id_number }))
  }

  async replaceSealed({ userId, idNumber }: SealedIdNumber): Promise<void> {
    await this.#tx.user.update({ where: { id: userId }, data: { sealedIdNumber: idNumber } })
  }

  async #tell({ id: userId, version, name, avatar }: User): Promise<void> {
    await outbox.add(this.#tx, UserProfileChanged, { userId, version, name, avatarUrl: avatar?.url })
  }
}
