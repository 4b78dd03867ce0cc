import type { ServerContext } from '@micro/core'
import type { GetOfferRequest, GetOfferResponse, QuoteRequest, QuoteResponse } from '@renting/contracts/house/v1'
import { Refusal, stayFromParts, stayParts } from '@renting/platform/values'
import { coverOf, existing } from '../domain/house.ts'
import { offer } from '../domain/offer.ts'
import type { Dependencies } from './dependencies.ts'
import { toQuote } from './messages.ts'

/** What the order service asks before it books: it knows itself which nights are taken. */
export async function getOffer(
  { store, clock, urlOf }: Dependencies,
  request: GetOfferRequest,
): Promise<GetOfferResponse> {
  const stay = stayFromParts(request.stay)
  const house = existing(await store.find(request.houseId))
  const terms = offer(house, stay, request.guests, request.actor?.userId, clock.time())
  const { instantBook, title, timeZone } = house.details
  const cover = coverOf(house)
  return {
    ...toQuote(terms),
    instantBook,
    landlordId: house.landlord.id,
    title,
    coverUrl: cover && urlOf(cover),
    timeZone,
    version: house.version,
  }
}

/**
 * Asks the order service whether the nights are taken: what is known of bookings here may be seconds old, and a quote
 * must be refused as an order would be. That comes before the rules of the house, as at the gateway.
 */
export async function quote(
  { store, orders, clock }: Dependencies,
  request: QuoteRequest,
  ctx: ServerContext,
): Promise<QuoteResponse> {
  const stay = stayFromParts(request.stay)
  const house = existing(await store.find(request.houseId))
  const { free } = await orders.checkStay({ houseId: house.id, stay: stayParts(stay) }, { ctx })
  if (!free) throw new Refusal('conflict', 'DATES_TAKEN', 'not all of these nights are free')
  return toQuote(offer(house, stay, request.guests, request.actor?.userId, clock.time()))
}
