import { setTimeout as delay } from 'node:timers/promises'
import { pgCode, pgCodes } from './pg-error.ts'
import type { PrismaClientLike, TransactionOptions, Tx } from './sql.ts'

/** Runs of one transaction at most. Each loss means that another transaction has won, so a few are plenty. */
const attempts = 5

/**
 * `work` in one transaction, begun anew when PostgreSQL chose it as the loser of a deadlock or could not serialize it.
 * So `work` may run several times and must do nothing outside the transaction; what it decided in a lost run is gone.
 *
 * @throws what `work` throws, after the transaction is rolled back; the database's last refusal after five runs
 */
export async function transaction<C extends PrismaClientLike, R>(
  client: C,
  work: (tx: Tx<C>) => Promise<R>,
  options: TransactionOptions = {},
): Promise<R> {
  const begin = client.$transaction.bind(client) as unknown as Begin<C, R>
  return await untilWon(() => begin(work, { maxWait: 5_000, ...options }))
}

/** Runs `attempt`, which is a transaction, anew as long as it is lost to another; see `transaction`. */
export async function untilWon<R>(attempt: () => Promise<R>): Promise<R> {
  for (let run = 1; ; run++) {
    try {
      return await attempt()
    } catch (error) {
      if (run === attempts || !lost(error)) throw error
      // Jittered, so that two which met don't meet again.
      await delay(Math.random() * 10 * 2 ** run)
    }
  }
}

/** The one form of Prisma's `$transaction` that is used here. */
type Begin<C, R> = (work: (tx: Tx<C>) => Promise<R>, options: TransactionOptions) => Promise<R>

function lost(error: unknown): boolean {
  const code = pgCode(error)
  return code === pgCodes.serializationFailure || code === pgCodes.deadlockDetected
}
