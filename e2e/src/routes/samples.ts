import type { RequestOptions } from '../client.ts'
import { formOf } from '../client.ts'
import { house, idNumber, newMobile } from '../people.ts'
import { photo } from '../pictures.ts'
import type { World } from './world.ts'

/** A request that its own owner could make. */
export interface Sample {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string>>
  readonly body?: Readonly<Record<string, unknown>>
  readonly file?: Uint8Array<ArrayBuffer>
  readonly match?: string
}

const freeStay = ({ platform, house: { id } }: World) => ({ houseId: id, ...platform.days(60, 2), guests: 2 })
const ofHouse = ({ house: { id } }: World) => ({ params: { id } })
const ofOrder = ({ order: { id } }: World) => ({ params: { id } })
const range = ({ platform }: World) => {
  const { checkIn: from, checkOut: to } = platform.days(60, 3)
  return { from, to }
}

/**
 * For each route a request that is right: what is asked of it is that it is refused when one thing in it is wrong.
 * A new route needs a new line here, and a rule in `strangers/rules.ts`.
 */
export const samples: Readonly<Record<string, (world: World) => Sample | Promise<Sample>>> = {
  'POST /captchas': () => ({ body: {} }),
  'POST /sms-codes': () => ({ body: { mobile: newMobile(), captchaId: 'none', captcha: 'ABCD' } }),
  'POST /users': () => ({
    body: { mobile: newMobile(), smsCode: '000000', password: 'a long enough password', name: 'Nobody' },
  }),
  'POST /sessions': ({ tenant: { mobile, password } }) => ({ body: { mobile, password } }),
  'DELETE /session': () => ({}),
  'GET /session': () => ({}),
  'POST /password-resets': ({ tenant: { mobile } }) => ({
    body: { mobile, smsCode: '000000', password: 'a long enough password' },
  }),
  'PUT /me/password': ({ tenant: { password } }) => ({ body: { current: password, password } }),
  'GET /me': () => ({}),
  'PATCH /me': () => ({ body: { name: 'Somebody else' } }),
  'PUT /me/avatar': async () => ({ file: await photo() }),
  'PUT /me/identity': () => ({ body: { realName: 'Somebody else', idNumber: idNumber() } }),
  'GET /areas': () => ({}),
  'GET /facilities': () => ({}),
  'POST /houses': () => ({ body: { ...house, timeZone: 'Asia/Shanghai', instantBook: false, policy: 'moderate' } }),
  'PATCH /houses/{id}': (world) => ({
    ...ofHouse(world),
    body: { ...house, timeZone: 'Asia/Shanghai', instantBook: true, policy: 'strict', title: 'Taken over' },
    match: '"1"',
  }),
  'DELETE /houses/{id}': ofHouse,
  'POST /houses/{id}/images': async (world) => ({ ...ofHouse(world), file: await photo() }),
  'PUT /houses/{id}/images/order': (world) => ({ ...ofHouse(world), body: { ids: [world.image.id] } }),
  'DELETE /houses/{id}/images/{imageId}': ({ house: { id }, image }) => ({ params: { id, imageId: image.id } }),
  'GET /houses': ({ platform }) => ({
    query: {
      area: '1',
      ...platform.days(60, 2),
      guests: '2',
      minPrice: '1',
      maxPrice: '100000000',
      facilities: '1,3',
      q: 'loft',
      sort: 'newest',
      limit: '5',
    },
  }),
  'GET /houses/featured': () => ({ query: { limit: '5' } }),
  'GET /houses/{id}': ofHouse,
  'GET /houses/{id}/calendar': (world) => ({ ...ofHouse(world), query: range(world) }),
  'GET /houses/{id}/blocks': (world) => ({ ...ofHouse(world), query: { limit: '5' } }),
  'POST /houses/{id}/blocks': (world) => ({ ...ofHouse(world), body: range(world) }),
  'DELETE /houses/{id}/blocks/{blockId}': ({ house: { id }, block }) => ({ params: { id, blockId: block.id } }),
  'GET /houses/{id}/reviews': (world) => ({ ...ofHouse(world), query: { limit: '5' } }),
  'GET /me/houses': () => ({ query: { limit: '5' } }),
  'GET /me/income': (world) => ({ query: range(world) }),
  'GET /media/{key}': ({ image }) => ({ params: { key: image.url.replace(/^.*\/media\//, '') } }),
  'POST /quotes': (world) => ({ body: freeStay(world) }),
  'POST /orders': (world) => ({ body: freeStay(world) }),
  'GET /orders': () => ({ query: { role: 'tenant', status: 'WAIT_ACCEPT', limit: '5' } }),
  'GET /orders/{id}': ofOrder,
  'POST /orders/{id}/accept': (world) => ({ ...ofOrder(world), body: {} }),
  'POST /orders/{id}/reject': (world) => ({ ...ofOrder(world), body: { reason: 'The heating is broken' } }),
  'POST /orders/{id}/payment': (world) => ({ ...ofOrder(world), body: { method: 'card' } }),
  'GET /orders/{id}/refund': ofOrder,
  'POST /orders/{id}/cancel': (world) => ({ ...ofOrder(world), body: { reason: 'Other plans' } }),
  'POST /orders/{id}/review': (world) => ({ ...ofOrder(world), body: { rating: 1, text: 'Never again' } }),
  'GET /dev/messages': ({ tenant: { mobile } }) => ({ query: { to: mobile } }),
  'GET /dev/captchas/{id}': () => ({ params: { id: 'none' } }),
  'POST /dev/clock': () => ({ body: { advanceSeconds: 1 } }),
}

/** A sample's path below `/api/v2`, its parameters encoded. */
export function pathOf(name: string, { params = {}, query = {} }: Sample): string {
  const path = name
    .replace(/^\S+ /, '')
    .replace(/\{(\w+)\}/g, (_, key: string) => encodeURIComponent(params[key] ?? key))
  const search = new URLSearchParams(query).toString()
  return search === '' ? path : `${path}?${search}`
}

/** What else a sample's request carries. @param key of a request that changes something */
export function optionsOf(name: string, { body, file, match }: Sample, key: string): RequestOptions {
  return {
    ...(body !== undefined && { body }),
    ...(file !== undefined && { body: formOf(file) }),
    ...(match !== undefined && { match }),
    ...(name.startsWith('POST ') && { key }),
  }
}
