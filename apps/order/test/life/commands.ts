import fc from 'fast-check'
import type { PaymentStatus } from '../../src/domain/payment.ts'
import { policies } from '../../src/domain/policy.ts'
import { compare } from './compare.ts'
import { Deeds, type Real } from './deeds.ts'
import { dueOf, type Model, type Party, statusOf } from './model.ts'

type Command = fc.AsyncCommand<Model, Real>

/** A command that does something and then compares everything with the model. */
function command(name: string, run: (deeds: Deeds, model: Model) => Promise<void> | void): Command {
  return {
    check: () => true,
    async run(model, real) {
      await run(new Deeds(model, real), model)
      await compare(model, real)
    },
    toString: () => name,
  }
}

/** A command about an order, counted from the last; it waits until there is one. */
function about(n: number, name: string, run: (deeds: Deeds, at: number, model: Model) => Promise<void>): Command {
  const each = command(`${name}(${n})`, (deeds, model) =>
    run(deeds, model.orders.length - 1 - (n % model.orders.length), model),
  )
  return { ...each, check: (model) => model.orders.length > 0 }
}

const minute = 60_000
const hour = 60 * minute
const order = fc.constantFrom(0, 0, 0, 1, 2, 3)
const house = fc.constantFrom('h1', 'h2')
const hold = fc.constantFrom('b1', 'b2', 'b3')
const ahead = fc.integer({ min: 0, max: 12 })
const count = fc.integer({ min: 1, max: 4 })
const again = fc.constantFrom(true, false, false, false)
const policy = fc.constantFrom(...(Object.keys(policies) as (keyof typeof policies)[]))

/** Mostly who may, so that orders live; sometimes who may not. */
function party(right: Party): fc.Arbitrary<Party> {
  return fc.constantFrom(right, right, right, right, 'tenant', 'landlord', 'stranger')
}

const create = fc
  .tuple(house, ahead, count, policy, fc.boolean(), again)
  .map(([house, ahead, count, policy, instant, again]) =>
    command(`create(${house}, ${ahead}, ${count}, ${policy}, ${instant})`, (deeds, { today }) => {
      const nights = { house, checkIn: today + ahead, checkOut: today + ahead + count }
      return deeds.create(nights, { price: 9_999, policy, instant }, again)
    }),
  )

function act(name: 'accept' | 'reject' | 'cancel' | 'review', right: Party): fc.Arbitrary<Command> {
  return fc
    .tuple(order, party(right), again)
    .map(([n, by, again]) => about(n, `${name} by ${by}`, (deeds, at) => deeds[name](at, by, again)))
}

const said = fc.constantFrom<PaymentStatus>('SUCCEEDED', 'PENDING', 'PENDING', 'FAILED')
const pay = fc
  .tuple(order, party('tenant'), said, again)
  .map(([n, by, said, again]) => about(n, `pay by ${by}: ${said}`, (deeds, at) => deeds.pay(at, by, said, again)))

const quote = fc
  .tuple(order, fc.constantFrom<Party>('tenant', 'landlord'))
  .map(([n, by]) => about(n, `quote to ${by}`, (deeds, at) => deeds.quote(at, by)))

const block = fc.tuple(hold, house, ahead, count).map(([id, house, ahead, count]) =>
  command(`hold(${id}, ${house}, ${ahead}, ${count})`, (deeds, { today }) => {
    return deeds.hold(id, { house, checkIn: today + ahead, checkOut: today + ahead + count })
  }),
)
const unblock = hold.map((id) => command(`release(${id})`, (deeds) => deeds.release(id)))

const wait = fc
  .constantFrom(minute, 5 * minute, 29 * minute, 31 * minute, 5 * hour, 24 * hour, 72 * hour)
  .map((time) => command(`wait(${time / minute} min)`, (deeds) => deeds.wait(time)))

const timers = fc
  .constantFrom<PaymentStatus>('SUCCEEDED', 'FAILED')
  .map((said) => command(`timers(${said})`, (deeds) => deeds.timers(said)))

/** The next step of an order's life; where only time takes it further, to the moment when it does or the one before. */
const live = fc.tuple(order, fc.constantFrom(0, 0, 0, 1)).map(([n, early]) =>
  about(n, `live -${early}`, async (deeds, at, model) => {
    const order = model.orders[at]!
    const status = statusOf(order)
    if (status === 'WAIT_ACCEPT') await deeds.accept(at, 'landlord', false)
    else if (status === 'WAIT_PAYMENT') await deeds.pay(at, 'tenant', 'SUCCEEDED', false)
    else if (status === 'WAIT_COMMENT' && early === 0) await deeds.review(at, 'tenant', false)
    else {
      const [, due] = dueOf(order) ?? [status, model.time]
      deeds.wait(Math.max(0, due - early - model.time))
      await deeds.timers('SUCCEEDED')
    }
  }),
)

/** What may happen, in any order. What an order's life goes on by is there more often, so that many lives go far. */
export const commands: fc.Arbitrary<Command>[] = [
  ...[create, create, live, live, live, live],
  ...[act('accept', 'landlord'), act('reject', 'landlord'), act('cancel', 'tenant'), act('review', 'tenant')],
  ...[pay, quote, block, unblock, wait, timers],
]
