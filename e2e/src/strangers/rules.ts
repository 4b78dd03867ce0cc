/** Who may use a route, and what somebody who has an account but is none of them is told. */
export type Rule =
  | { readonly may: 'anyone' }
  /** Everybody for themselves. */
  | { readonly may: 'person' }
  | { readonly may: 'landlord' | 'tenant' | 'parties'; readonly stranger: 403 | 404 }

const anyone: Rule = { may: 'anyone' }
const person: Rule = { may: 'person' }
/** That there is a house, everybody may know; that there is an order, its parties alone. */
const ownHouse: Rule = { may: 'landlord', stranger: 403 }
const asLandlord: Rule = { may: 'landlord', stranger: 404 }
const asTenant: Rule = { may: 'tenant', stranger: 404 }
const asParty: Rule = { may: 'parties', stranger: 404 }

/** A route without a rule fails the test, and so does a rule without a route. */
export const rules: Readonly<Record<string, Rule>> = {
  'POST /captchas': anyone,
  'POST /sms-codes': anyone,
  'POST /users': anyone,
  'POST /sessions': anyone,
  'DELETE /session': person,
  'GET /session': person,
  'POST /password-resets': anyone,
  'PUT /me/password': person,
  'GET /me': person,
  'PATCH /me': person,
  'PUT /me/avatar': person,
  'PUT /me/identity': person,
  'GET /areas': anyone,
  'GET /facilities': anyone,
  'POST /houses': person,
  'PATCH /houses/{id}': ownHouse,
  'DELETE /houses/{id}': ownHouse,
  'POST /houses/{id}/images': ownHouse,
  'PUT /houses/{id}/images/order': ownHouse,
  'DELETE /houses/{id}/images/{imageId}': ownHouse,
  'GET /houses': anyone,
  'GET /houses/featured': anyone,
  'GET /houses/{id}': anyone,
  'GET /houses/{id}/calendar': anyone,
  'GET /houses/{id}/blocks': ownHouse,
  'POST /houses/{id}/blocks': ownHouse,
  'DELETE /houses/{id}/blocks/{blockId}': ownHouse,
  'GET /houses/{id}/reviews': anyone,
  'GET /me/houses': person,
  'GET /me/income': person,
  'GET /media/{key}': anyone,
  'POST /quotes': anyone,
  'POST /orders': person,
  'GET /orders': person,
  'GET /orders/{id}': asParty,
  'POST /orders/{id}/accept': asLandlord,
  'POST /orders/{id}/reject': asLandlord,
  'POST /orders/{id}/payment': asTenant,
  'GET /orders/{id}/refund': asParty,
  'POST /orders/{id}/cancel': asParty,
  'POST /orders/{id}/review': asTenant,
  'GET /dev/messages': anyone,
  'GET /dev/captchas/{id}': anyone,
  'POST /dev/clock': anyone,
}
