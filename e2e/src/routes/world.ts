import type { Block, House, Image, Order } from '../model.ts'
import { landlordWithHouse, type Person, register } from '../people.ts'
import { photo } from '../pictures.ts'
import type { Platform } from '../platform.ts'

/** People, and things that are theirs. */
export interface World {
  readonly platform: Platform
  readonly landlord: Person
  readonly tenant: Person
  /** Verified, with a house of their own and a booking of somebody else's; has nothing to do with the others. */
  readonly stranger: Person
  readonly house: House
  readonly image: Image
  readonly block: Block
  /** Of the tenant, in the house; waits for the landlord's answer. */
  readonly order: Order
  readonly strangersHouse: House
}

export async function makeWorld(platform: Platform): Promise<World> {
  const anyone = platform.client()
  const { landlord, house } = await landlordWithHouse(anyone)
  const { landlord: stranger, house: strangersHouse } = await landlordWithHouse(anyone, { title: 'Elsewhere' })
  const tenant = await register(anyone, 'Li Ming')
  const image = await landlord.api.upload<Image>('POST', `/houses/${house.id}/images`, await photo())
  await stranger.api.upload<Image>('POST', `/houses/${strangersHouse.id}/images`, await photo())
  const { checkIn: from, checkOut: to } = platform.days(50, 2)
  const block = await landlord.api.post<Block>(`/houses/${house.id}/blocks`, { from, to })
  const stay = { houseId: house.id, ...platform.days(40, 2), guests: 2 }
  const order = await tenant.api.post<Order>('/orders', stay, 'world')
  return { platform, landlord, tenant, stranger, house, image, block, order, strangersHouse }
}
