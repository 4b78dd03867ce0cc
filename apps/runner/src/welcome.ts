/** Who can sign in after the first start; the services' seeds make them. */
export const people = [
  { mobile: '13800000001', who: 'a tenant, verified' },
  { mobile: '13800000002', who: 'a landlord, verified' },
  { mobile: '13800000003', who: 'a newcomer' },
] as const

export const demoPassword = 'renting-demo'

export interface Whereabouts {
  /** The api, without a path. @example http://127.0.0.1:8080 */
  readonly api: string
  /** The PostgreSQL port on 127.0.0.1. */
  readonly postgres: number
  readonly data: string
  /** Milliseconds from the start to now. */
  readonly took: number
  /** When the suggested stay begins. */
  readonly today: Date
}

/** What a person needs to know when everything serves. */
export function welcome({ api, postgres, data, took, today }: Whereabouts): string {
  const base = `${api}/api/v2`
  const [checkIn, checkOut] = [30, 32].map((days) => dateAfter(today, days))
  const json = `-H 'content-type: application/json'`
  return `
renting is ready after ${(took / 1000).toFixed(1)} s. Ctrl-C ends it.

  API          ${base}
  Try it       ${api}/docs
  PostgreSQL   127.0.0.1:${postgres}
  Data         ${data}

Sign in with the password ${demoPassword} as
${people.map(({ mobile, who }) => `  ${mobile}  ${who}`).join('\n')}

Try next
  API=${base}
  curl -s $API/houses
  HOUSE=$(curl -s "$API/houses?checkIn=${checkIn}&checkOut=${checkOut}&limit=1" | sed 's/.*"items":\\[{"id":"\\([^"]*\\).*/\\1/')
  TOKEN=$(curl -s $API/sessions ${json} -d '{"mobile":"${people[0].mobile}","password":"${demoPassword}"}' | sed 's/.*"token":"\\([^"]*\\).*/\\1/')
  STAY="{\\"houseId\\":\\"$HOUSE\\",\\"checkIn\\":\\"${checkIn}\\",\\"checkOut\\":\\"${checkOut}\\",\\"guests\\":1}"
  curl -s $API/quotes ${json} -d "$STAY"
  curl -s $API/orders ${json} -H "authorization: Bearer $TOKEN" -H "idempotency-key: first" -d "$STAY"

`
}

/** A calendar date, `YYYY-MM-DD`. */
function dateAfter(day: Date, days: number): string {
  return new Date(day.getTime() + days * 86_400_000).toISOString().slice(0, 10)
}
