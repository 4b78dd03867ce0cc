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
  const tokenOf = (mobile: string) =>
    `$(curl -s $API/sessions ${json} -d '{"mobile":"${mobile}","password":"${demoPassword}"}' | ${pick('token')})`
  return `
renting is ready after ${(took / 1000).toFixed(1)} s. Ctrl-C ends it.

  API          ${base}
  Try it       ${api}/docs
  PostgreSQL   127.0.0.1:${postgres}
  Data         ${data}

Sign in with the password ${demoPassword} as
${people.map(({ mobile, who }) => `  ${mobile}  ${who}`).join('\n')}

Try next: find a house, book it as the tenant, accept as the landlord
  API=${base}
  HOUSE=$(curl -s "$API/houses?checkIn=${checkIn}&checkOut=${checkOut}&limit=1" | ${pick('id')})
  TENANT=${tokenOf(people[0].mobile)}
  LANDLORD=${tokenOf(people[1].mobile)}
  STAY='{"houseId":"'$HOUSE'","checkIn":"${checkIn}","checkOut":"${checkOut}","guests":1}'
  curl -s $API/quotes ${json} -d "$STAY"; echo
  ORDER=$(curl -s $API/orders ${json} -H "authorization: Bearer $TENANT" -H "idempotency-key: $(date +%s)" -d "$STAY" | ${pick('id')})
  curl -s $API/orders/$ORDER/accept ${json} -H "authorization: Bearer $LANDLORD" -d '{}'; echo

`
}

/** For a shell: the first value of that name in an answer. */
function pick(name: string): string {
  return `grep -o '"${name}":"[^"]*' | head -1 | cut -d'"' -f4`
}

/** A calendar date, `YYYY-MM-DD`. */
function dateAfter(day: Date, days: number): string {
  return new Date(day.getTime() + days * 86_400_000).toISOString().slice(0, 10)
}
