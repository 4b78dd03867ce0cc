/** From the contracts' messages to the JSON of the outside, and back, for what all resources have. */

import type * as common from '@renting/contracts/common/v1'
import { CancellationPolicy, CancellationPolicyName } from '@renting/contracts/common/v1'
import { type CalendarDate, dateFromParts, dateParts, parseDate } from '@renting/platform/values'
import { badInput } from '../problem.ts'
import type { policies } from '../schemas/common.ts'

type Policy = (typeof policies)[number]

/** A message always has these; one that hasn't is a service's fault, and no answer is made of it. */
export function present<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new TypeError(`a service answered without ${what}`)
  return value
}

export function moneyView(money: common.Money | undefined): { amount: number; currency: string } {
  const { amount, currency } = present(money, 'money')
  return { amount, currency }
}

export function dateView(date: common.Date | undefined): string {
  const parts = present(date, 'a date')
  return present<string>(dateFromParts(parts), 'a date that exists')
}

export function momentView(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}

export function personView(person: common.Person | undefined): { id: string; name: string; avatarUrl: string | null } {
  const { id, name, avatarUrl } = present(person, 'a person')
  return { id, name, avatarUrl: avatarUrl ?? null }
}

export function policyView(policy: CancellationPolicy): Policy {
  const name = CancellationPolicyName[policy]
  if (name === 'UNSPECIFIED') throw new TypeError('a service answered without a cancellation policy')
  return name.toLowerCase() as Lowercase<typeof name>
}

export function toPolicy(policy: Policy): CancellationPolicy {
  return CancellationPolicy[policy.toUpperCase() as Uppercase<Policy>]
}

/** @throws Problem BAD_INPUT when the stay has no night */
export function toStay({ checkIn, checkOut }: { checkIn: string; checkOut: string }): common.Stay {
  const [from, to] = [toDate('/checkIn', checkIn), toDate('/checkOut', checkOut)]
  if (to <= from) throw badInput([{ path: '/checkOut', message: 'must be later than checkIn' }])
  return { checkIn: dateParts(from), checkOut: dateParts(to) }
}

/** @throws Problem BAD_INPUT when the range has no day */
export function toRange({ from, to }: { from: string; to: string }): { from: common.Date; to: common.Date } {
  const [first, end] = [toDate('/from', from), toDate('/to', to)]
  if (end <= first) throw badInput([{ path: '/to', message: 'must be later than from' }])
  return { from: dateParts(first), to: dateParts(end) }
}

/** Nobody plans for a day later than this, and a little later the calendar's own four digits end. */
const lastDay = '2199-12-31'

function toDate(path: string, text: string): CalendarDate {
  const date = parseDate(text)
  if (date === undefined) throw badInput([{ path, message: 'is not a date' }])
  if (date > lastDay) throw badInput([{ path, message: `must not be later than ${lastDay}` }])
  return date
}

export function toPage({ cursor = '', limit = 20 }: { cursor?: string; limit?: number }): common.Page {
  return { cursor, limit }
}

export function pageView<T, V>(page: { items: T[]; nextCursor: string }, view: (item: T) => V) {
  return { items: page.items.map(view), nextCursor: page.nextCursor === '' ? null : page.nextCursor }
}
