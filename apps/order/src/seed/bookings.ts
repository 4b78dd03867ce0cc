import { Chance, type DemoHouse, demoHouses, demoPeople, demoTenants } from '@renting/platform/demo'
import { addDays, countNights, todayIn } from '@renting/platform/values'
import type { Change } from '../domain/order.ts'
import { type Booking, type Course, liveThrough, stayOf } from './life.ts'

/** Of stays in the past; the rest of time does the same to all of them. */
const past: readonly Course[] = [
  ...Array<Course>(13).fill('reviewed'),
  ...Array<Course>(3).fill('paid'),
  'canceled',
  'canceled',
  'rejected',
  'unanswered',
]

/**
 * The bookings of the demonstration, each with its history until `now`: by the day of `now` always the same.
 *
 * @param now milliseconds since 1970, UTC
 */
export function demoBookings(now: number): readonly (readonly Change[])[] {
  const houses = demoHouses()
  const own = houses.filter((house) => house.landlordId === demoPeople.landlord.id)
  const others = houses.filter((house) => house.landlordId !== demoPeople.landlord.id)
  const planned = [...houses.flatMap((house) => ofHouse(house, now)), ...ofTenant(others, now), ...requests(own, now)]
  return planned.map((booking, index) => {
    const id = `demo-order-${String(index + 1).padStart(3, '0')}`
    return liveThrough({ ...booking, id }, now, new Chance(id))
  })
}

type Planned = Omit<Booking, 'id'>

/** One after another, backwards from some days ago; and for some somebody who is there or will come. */
function ofHouse(house: DemoHouse, now: number): Planned[] {
  const chance = new Chance(`stays of ${house.id}`)
  const today = todayIn(house.timeZone, now)
  const planned: Planned[] = []
  const add = (checkIn: number, nights: number, course: Course) => {
    const stay = stayOf(house, addDays(today, checkIn), nights)
    const possible = house.instantBook && course === 'rejected' ? 'unanswered' : course
    planned.push({ house, tenant: chance.pick(demoTenants), stay, course: possible })
    return stay
  }
  const own = house.landlordId === demoPeople.landlord.id
  let ago = chance.whole(4, 30)
  for (let left = chance.pick(own ? [2, 3, 4] : [0, 0, 1, 1, 1, 2, 2, 3, 4]); left > 0; left--) {
    const nights = Math.max(house.minNights, chance.whole(1, 4))
    const stay = add(-ago - nights, nights, chance.pick(past))
    ago += countNights(stay) + chance.whole(3, 40)
  }
  if (chance.happens(0.12)) add(-1, chance.whole(3, 5), 'paid')
  if (chance.happens(0.4)) add(chance.whole(6, 24), chance.whole(2, 4), 'paid')
  return planned
}

/** What the demonstration tenant sees among their orders: something of most states. */
function ofTenant(houses: readonly DemoHouse[], now: number): Planned[] {
  const chance = new Chance('the tenant')
  const tenant = demoPeople.tenant
  const asking = chance.shuffle(houses.filter((house) => !house.instantBook && house.minNights <= 2))
  const courses: readonly (readonly [checkIn: number, Course])[] = [
    [-64, 'reviewed'],
    [-40, 'reviewed'],
    [-31, 'canceled'],
    [-25, 'rejected'],
    [-12, 'unanswered'],
    [-3, 'paid'],
    [33, 'paid'],
    [40, 'asked'],
  ]
  return courses.map(([checkIn, course], index) => {
    const house = asking[index]!
    return { house, tenant, stay: stayOf(house, addDays(todayIn(house.timeZone, now), checkIn), 2), course }
  })
}

/** What waits for the demonstration landlord's answer. */
function requests(houses: readonly DemoHouse[], now: number): Planned[] {
  const chance = new Chance('the landlord')
  const asked = chance.shuffle(houses.filter((house) => !house.instantBook)).slice(0, 4)
  return asked.map((house, index) => {
    const stay = stayOf(house, addDays(todayIn(house.timeZone, now), 35 + index * 4), 2)
    return { house, tenant: demoTenants[index * 2]!, stay, course: 'asked' }
  })
}
