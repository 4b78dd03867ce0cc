/** An amount in the currency's minor units: 12.50 CNY is `{ amount: 1250, currency: 'CNY' }`. */
export interface Money {
  readonly amount: number
  /** ISO 4217. */
  readonly currency: string
}

/** @throws RangeError unless `amount` is a whole number that a double holds exactly */
export function makeMoney(amount: number, currency: string): Money {
  if (!Number.isSafeInteger(amount)) throw new RangeError(`not an amount in minor units: ${amount}`)
  return { amount, currency }
}

/** The sum, zero of `currency` for none. @throws RangeError for mixed currencies or a sum too large to be exact */
export function sumMoney(items: Iterable<Money>, currency: string): Money {
  let amount = 0
  for (const item of items) {
    if (item.currency !== currency) throw new RangeError(`${item.currency} cannot be added to ${currency}`)
    amount = makeMoney(amount + item.amount, currency).amount
  }
  return makeMoney(amount, currency)
}
