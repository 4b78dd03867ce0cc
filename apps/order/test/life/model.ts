import type { PaymentStatus } from '../../src/domain/payment.ts'
import type { CancellationPolicy } from '../../src/domain/policy.ts'
import type { OrderStatus } from '../../src/domain/states.ts'

/**
 * What the order service should do, in a few lines: numbers for days, one map for time, no database. Written from the
 * rules and not from the code, so that a mistake in one shows beside the other.
 */
export type Party = 'tenant' | 'landlord' | 'stranger'

export interface Nights {
  readonly house: string
  /** Days since 1970 in Shanghai. */
  readonly checkIn: number
  readonly checkOut: number
}

export interface ModelOrder extends Nights {
  readonly total: number
  readonly policy: CancellationPolicy
  readonly history: readonly OrderStatus[]
  /** When its last step was. */
  readonly since: number
  readonly payment: PaymentStatus | 'NONE'
  /** What is due to the tenant, and what is kept. */
  readonly refund?: readonly [reason: 'CANCELED' | 'LATE', amount: number, fee: number]
  readonly reviewed?: boolean
}

export interface Terms {
  /** Of a night. */
  readonly price: number
  readonly policy: CancellationPolicy
  readonly instant: boolean
}

const minute = 60_000
const day = 24 * 60 * minute
const shanghai = 8 * 60 * minute
const firstMoment = (days: number) => days * day - shanghai

export class Model {
  time: number
  readonly orders: ModelOrder[]
  readonly holds = new Map<string, Nights>()

  constructor(time: number, orders: ModelOrder[] = []) {
    this.time = time
    this.orders = orders
  }

  /** Today in Shanghai. */
  get today(): number {
    return Math.floor((this.time + shanghai) / day)
  }

  create(nights: Nights, { price, policy, instant }: Terms): string {
    if (this.#taken(nights)) return 'DATES_TAKEN'
    const total = price * (nights.checkOut - nights.checkIn)
    const history = [instant ? 'WAIT_PAYMENT' : 'WAIT_ACCEPT'] as const
    this.orders.push({ ...nights, total, policy, history, since: this.time, payment: 'NONE' })
    return 'OK'
  }

  accept(index: number, by: Party): string {
    return this.#act(index, by, ['landlord'], { WAIT_ACCEPT: 'WAIT_PAYMENT' })
  }

  reject(index: number, by: Party): string {
    return this.#act(index, by, ['landlord'], { WAIT_ACCEPT: 'REJECTED' })
  }

  review(index: number, by: Party): string {
    return this.#act(index, by, ['tenant'], { WAIT_COMMENT: 'COMPLETE' }, () => ({ reviewed: true }))
  }

  cancel(index: number, by: Party): string {
    const to = { WAIT_ACCEPT: 'CANCELED', WAIT_PAYMENT: 'CANCELED', PAID: 'CANCELED' } as const
    if (by === 'landlord' && statusOf(this.#aged(index)) === 'WAIT_ACCEPT') return 'FORBIDDEN'
    return this.#act(index, by, ['tenant', 'landlord'], to, (order) => {
      if (statusOf(order) !== 'PAID') return {}
      const amount = Math.floor((order.total * this.percent(order, by)) / 100)
      return { refund: ['CANCELED', amount, order.total - amount] }
    })
  }

  /** What of the total a cancel gives back. */
  percent({ policy, checkIn }: ModelOrder, by: Party): number {
    if (by === 'landlord') return 100
    const days = checkIn - this.today
    if (policy === 'FLEXIBLE') return days >= 1 ? 100 : 50
    if (policy === 'MODERATE') return days >= 5 ? 100 : days >= 1 ? 50 : 0
    return days >= 7 ? 50 : 0
  }

  pay(index: number, by: Party, said: PaymentStatus): string {
    const order = this.#aged(index)
    if (by !== 'tenant') return by === 'stranger' ? 'NOT_FOUND' : 'FORBIDDEN'
    if (statusOf(order) !== 'WAIT_PAYMENT') return 'WRONG_STATE'
    if (order.payment === 'PENDING') return 'PAYMENT_PENDING'
    this.orders[index] = { ...order, payment: 'PENDING' }
    if (said !== 'PENDING') this.#conclude(index, said)
    return said
  }

  /** All that runs by itself runs, and the provider ends what is pending. */
  timers(said: PaymentStatus): void {
    this.orders.forEach((order, index) => {
      this.orders[index] = this.#aged(index)
      if (order.payment === 'PENDING') this.#conclude(index, said)
      this.orders[index] = this.#aged(index)
    })
  }

  hold(id: string, nights: Nights): string {
    if (this.holds.has(id)) return 'OK'
    if (this.#taken(nights)) return 'DATES_TAKEN'
    this.holds.set(id, nights)
    return 'OK'
  }

  /** The orders whose nights nobody else can have. */
  get blocking(): ModelOrder[] {
    const states: readonly OrderStatus[] = ['WAIT_ACCEPT', 'WAIT_PAYMENT', 'PAID', 'CHECKED_IN']
    return this.orders.filter((order) => states.includes(statusOf(order)))
  }

  #taken({ house, checkIn, checkOut }: Nights): boolean {
    const others = [...this.blocking, ...this.holds.values()].filter((each) => each.house === house)
    return others.some((each) => each.checkIn < checkOut && checkIn < each.checkOut)
  }

  #act(
    index: number,
    by: Party,
    parties: readonly Party[],
    to: { readonly [S in OrderStatus]?: OrderStatus },
    more: (order: ModelOrder) => Partial<ModelOrder> = () => ({}),
  ): string {
    if (by === 'stranger') return 'NOT_FOUND'
    if (!parties.includes(by)) return 'FORBIDDEN'
    const order = this.#aged(index)
    const next = to[statusOf(order)]
    if (next === undefined) return 'WRONG_STATE'
    this.orders[index] = { ...enter(order, next, this.time), ...more(order) }
    return 'OK'
  }

  #conclude(index: number, said: PaymentStatus): void {
    const order = this.#aged(index)
    if (said === 'PENDING') return
    const paid: ModelOrder = { ...order, payment: said }
    const onTime = statusOf(order) === 'WAIT_PAYMENT'
    const late = { refund: ['LATE', order.total, 0] } as const
    if (said === 'FAILED') this.orders[index] = paid
    else this.orders[index] = onTime ? enter(paid, 'PAID', this.time) : { ...paid, ...late }
  }

  /** An order after all that time has done to it. */
  #aged(index: number): ModelOrder {
    let order = this.orders[index]!
    for (let due = dueOf(order); due !== undefined && due[1] <= this.time; due = dueOf(order)) {
      order = enter(order, due[0], Math.max(due[1], order.since))
    }
    return order
  }
}

export function statusOf(order: ModelOrder): OrderStatus {
  return order.history.at(-1)!
}

function enter(order: ModelOrder, status: OrderStatus, at: number): ModelOrder {
  return { ...order, history: [...order.history, status], since: at }
}

/** What time does to an order, and when. */
export function dueOf(order: ModelOrder): [OrderStatus, number] | undefined {
  switch (statusOf(order)) {
    case 'WAIT_ACCEPT':
      return ['EXPIRED', order.since + day]
    case 'WAIT_PAYMENT':
      return ['EXPIRED', order.since + 30 * minute]
    case 'PAID':
      return ['CHECKED_IN', firstMoment(order.checkIn)]
    case 'CHECKED_IN':
      return ['WAIT_COMMENT', firstMoment(order.checkOut)]
    case 'WAIT_COMMENT':
      return ['COMPLETE', order.since + 14 * day]
    default:
      return undefined
  }
}
