import type { Clock } from '@micro/core'
import type { Sql, Transactions, Tx } from '../database/sql.ts'
import { isUnavailable } from '../database/unavailable.ts'
import { type Answers, type Claim, Refusal, type RefusalKind } from '../values/index.ts'

/** Milliseconds for which keys are remembered. */
const lifetime = 24 * 3_600_000

/** What the present state or a rule says is an answer. Who may, and what is there, is looked at anew each time. */
const lasting: readonly RefusalKind[] = ['conflict', 'rule']

interface Row {
  readonly fingerprint: string
  readonly message: Uint8Array | null
  readonly refusal: { readonly kind: RefusalKind; readonly reason: string; readonly detail: string } | null
}

interface AnswersDatabase<C> extends Transactions<C> {
  readonly client: Sql
}

/** Ends a transaction whose claim was answered in another. */
class AnsweredElsewhere extends Error {}

/**
 * Answers kept in the table `answer` of a service's own database, in the transaction of what they tell.
 *
 * The answer is the last that is written, and its key is unique: of two at once the second waits there until the first
 * has committed, and is undone then.
 */
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
    const [row] = await this.#database.client.$queryRawUnsafe<Row[]>(
      'SELECT fingerprint, message, refusal FROM answer WHERE user_id = $1 AND key = $2 AND claimed_at > $3',
      claim.userId,
      claim.key,
      this.#oldest(),
    )
    return row && answerOf(row, claim)
  }

  async answerOnce(claim: Claim, work: (tx: T) => Promise<Uint8Array>): Promise<Uint8Array> {
    try {
      return await this.#database.transaction(async (tx) => {
        const message = await work(this.#transaction(tx))
        const kept = await this.#keep(tx as unknown as Sql, claim, { message, refusal: null })
        if (!kept) throw new AnsweredElsewhere(`the key ${claim.key} was answered, and the answer is not there`)
        return message
      })
    } catch (error) {
      if (isUnavailable(error)) throw error
      const refused = error instanceof Refusal && lasting.includes(error.kind) ? error : undefined
      if (refused !== undefined && (await this.#keepRefusal(claim, refused))) throw refused
      // Whatever came in the way here, where the same request was answered meanwhile that answer is the one to both.
      const answer = await this.answerTo(claim)
      if (answer === undefined) throw error
      return answer
    }
  }

  #keepRefusal(claim: Claim, { kind, reason, message: detail }: Refusal): Promise<boolean> {
    return this.#keep(this.#database.client, claim, { message: null, refusal: { kind, reason, detail } })
  }

  /** Whether the claim had no answer: one of two at once waits here until the other has committed, or given up. */
  async #keep(sql: Sql, claim: Claim, { message, refusal }: Omit<Row, 'fingerprint'>): Promise<boolean> {
    // Beside it as many that are over as come, and some more, so that the table does not grow.
    const kept = await sql.$executeRawUnsafe(
      `WITH over AS (
         DELETE FROM answer WHERE (user_id, key) IN (
           SELECT user_id, key FROM answer WHERE claimed_at <= $5 AND (user_id, key) <> ($1, $2)
           ORDER BY claimed_at LIMIT 10 FOR UPDATE SKIP LOCKED
         )
       )
       INSERT INTO answer (user_id, key, fingerprint, claimed_at, message, refusal) VALUES ($1, $2, $3, $4, $6, $7::jsonb)
       ON CONFLICT (user_id, key) DO UPDATE
       SET fingerprint = excluded.fingerprint, claimed_at = excluded.claimed_at,
           message = excluded.message, refusal = excluded.refusal
       WHERE answer.claimed_at <= $5`,
      claim.userId,
      claim.key,
      claim.fingerprint,
      new Date(this.#clock.time()),
      this.#oldest(),
      message,
      refusal && JSON.stringify(refusal),
    )
    return kept > 0
  }

  #oldest(): Date {
    return new Date(this.#clock.time() - lifetime)
  }
}

function answerOf({ fingerprint, message, refusal }: Row, claim: Claim): Uint8Array {
  if (fingerprint !== claim.fingerprint) {
    throw new Refusal('rule', 'IDEMPOTENCY_KEY_REUSED', 'the key was used for another request')
  }
  if (refusal !== null) throw new Refusal(refusal.kind, refusal.reason, refusal.detail)
  if (message === null) throw new Error('the claim has no answer')
  return message
}
