import { checkLimits, type Limited, longest } from '../domain/limits.ts'
import type { UserTransaction } from '../domain/store.ts'
import type { Dependencies } from './dependencies.ts'

/** @throws Refusal TOO_MANY_REQUESTS when once more would be too often for this mobile, unless limits are off */
export async function ensureWithin(
  { limited }: Pick<Dependencies, 'limited'>,
  tx: UserTransaction,
  what: Limited,
  mobile: string,
  now: number,
): Promise<void> {
  if (limited) checkLimits(what, await tx.happened(what, mobile, now - longest(what)), now)
}
