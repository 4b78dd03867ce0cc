import type { Clock } from '@micro/core'
import type { Sql, Tx } from '../database/sql.ts'
import { type Answers, type Claim, Refusal, type RefusalKind } from '../values/index.ts'

/** Milliseconds for which keys are remembered. */
const lifetime = 24 * 3_600_000

/** What the present state or a rule says is an answer. Who may, and what is there, is looked at anew each time. */
const kept: readonly RefusalKind[] = ['conflict', 'rule']

interface Row {
  readonly fingerprint: string
  readonly message: Uint8Array | null
  readonly refusal: { readonly kind: RefusalKind; readonly reason: string; readonly detail: string } | null
}

/** A `Database` or a `PlainDatabase`. */
interface AnswersDatabase<C> {
  readonly client: Sql
  transaction<R>(work: (tx: Tx<C>) => Promise<R>): Promise<R>
}

/** Answers kept in the table `answer` of a service's own database, in the transaction of what they tell. */
export class StoredAnswers<C extends Sql, T> implements Answers<T> {
  readonly #database: AnswersDatabase<C>
  readonly #clock: Pick<Clock, 'time'>
  readonly #transaction: (tx: Tx<C>) => T

  /** @param transaction what a service's `work` sees of a transaction */
  constructor(database: AnswersDatabase<C>, clock: Pick<Clock, 'time'>, transaction: (tx: Tx<C>) => T) {
    this.#database = database
    this.#clock = clock
    this.#transaction = transaction
  }

  async answerTo(claim: Claim): Promise<Uint8Array | undefined> {
    const row = await find(this.#database.client, claim, this.#oldest())
    return row && answerOf(row, claim)
  }

  async answerOnce(claim: Claim, work: (tx: T) => Promise<Uint8Array>): Promise<Uint8Array> {
    const row = await this.#database.transaction<Row>(async (tx) => {
      const sql = tx as unknown as Sql
      const fresh = await this.#take(sql, claim)
      if (!fresh) return found(await find(sql, claim, this.#oldest()))
      // What fails after this is undone without the claim, and without ending the transaction.
      await sql.$executeRawUnsafe('SAVEPOINT work')
      try {
        const message = await work(this.#transaction(tx))
        return await keep(sql, claim, { message, refusal: null })
      } catch (error) {
        if (!(error instanceof Refusal && kept.includes(error.kind))) throw error
        const { kind, reason, message: detail } = error
        await sql.$executeRawUnsafe('ROLLBACK TO SAVEPOINT work')
        return await keep(sql, claim, { message: null, refusal: { kind, reason, detail } })
      }
    })
    return answerOf(row, claim)
  }

  #oldest(): Date {
    return new Date(this.#clock.time() - lifetime)
  }

  /** Whether the claim is new. Of two at once the second waits here until the first has committed, or given up. */
  async #take(sql: Sql, { userId, key, fingerprint }: Claim): Promise<boolean> {
    // Beside it as many that are over as come, and some more, so that the table does not grow.
    const taken = await sql.$executeRawUnsafe(
      `WITH over AS (
         DELETE FROM answer WHERE (user_id, key) IN (
           SELECT user_id, key FROM answer WHERE claimed_at <= $5 AND (user_id, key) <> ($1, $2)
           ORDER BY claimed_at LIMIT 10 FOR UPDATE SKIP LOCKED
         )
       )
       INSERT INTO answer (user_id, key, fingerprint, claimed_at) VALUES ($1, $2, $3, $4)
       ON CONFLICT (user_id, key) DO UPDATE
       SET fingerprint = excluded.fingerprint, claimed_at = excluded.claimed_at, message = NULL, refusal = NULL
       WHERE answer.claimed_at <= $5`,
      userId,
      key,
      fingerprint,
      new Date(this.#clock.time()),
      this.#oldest(),
    )
    return taken > 0
  }
}

async function find(sql: Sql, { userId, key }: Claim, oldest: Date): Promise<Row | undefined> {
  const [row] = await sql.$queryRawUnsafe<Row[]>(
    'SELECT fingerprint, message, refusal FROM answer WHERE user_id = $1 AND key = $2 AND claimed_at > $3',
    userId,
    key,
    oldest,
  )
  return row
}

async function keep(sql: Sql, claim: Claim, answer: Omit<Row, 'fingerprint'>): Promise<Row> {
  await sql.$executeRawUnsafe(
    'UPDATE answer SET message = $3, refusal = $4::jsonb WHERE user_id = $1 AND key = $2',
    claim.userId,
    claim.key,
    answer.message,
    answer.refusal && JSON.stringify(answer.refusal),
  )
  return { fingerprint: claim.fingerprint, ...answer }
}

/** The row that was in the way: nobody deletes one that is not over. */
function found(row: Row | undefined): Row {
  if (row === undefined) throw new Error('the answer in the way is not there')
  return row
}

function answerOf({ fingerprint, message, refusal }: Row, claim: Claim): Uint8Array {
  if (fingerprint !== claim.fingerprint) {
    throw new Refusal('rule', 'IDEMPOTENCY_KEY_REUSED', 'the key was used for another request')
  }
  if (refusal !== null) throw new Refusal(refusal.kind, refusal.reason, refusal.detail)
  if (message === null) throw new Error('the claim has no answer')
  return message
}
