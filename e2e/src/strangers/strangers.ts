import { randomBytes } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import type { Answer, Client, Problem, RequestOptions } from '../client.ts'
import { contents } from '../facts.ts'
import type { Day } from '../model.ts'
import { type Operation, operations } from '../routes/description.ts'
import { optionsOf, pathOf, type Sample, samples } from '../routes/samples.ts'
import type { World } from '../routes/world.ts'
import { type Rule, rules } from './rules.ts'

/** Who asks, as what, and what they must be told; `undefined`: neither 401 nor 403. */
interface Attempt {
  readonly who: string
  readonly api: Client
  readonly headers?: Readonly<Record<string, string>>
  readonly told: string | undefined
}

const changing = /^(POST|PUT|PATCH|DELETE) /

/** Every route × everybody who must not use it, each with a request that its own owner could make. */
export function wrongUsers(here: () => World): void {
  let routes: readonly Operation[]
  const tried: Record<string, number> = {}

  beforeAll(async () => {
    routes = await operations(here().platform.url)
  })

  async function ask({ name, method }: Operation, sample: Sample, { who, api, headers = {} }: Attempt) {
    const options: RequestOptions = { ...optionsOf(name, sample, `${who}: ${name}`), headers }
    tried[who] = (tried[who] ?? 0) + 1
    return (await api.try<object>(method, pathOf(name, sample), options)) as Answer<Partial<Problem>>
  }

  /** Whatever is answered to somebody, it is nothing that the others keep to themselves. */
  function expectNoSecrets(text: string): void {
    const { landlord, tenant, order } = here()
    for (const { mobile, token, password } of [landlord, tenant]) {
      for (const secret of [mobile, token, password]) expect(text).not.toContain(secret)
    }
    // The address that was asked for is in a problem, the booking itself never is.
    expect(text).not.toContain(order.createdAt)
  }

  test('every route has a rule, and every rule a route', () => {
    const names = routes.map(({ name }) => name).toSorted()
    expect(names).toEqual(Object.keys(rules).toSorted())
    expect(names).toEqual(Object.keys(samples).toSorted())
  })

  test('nobody gets what is not theirs, whoever they say they are, and nothing is changed by trying', async () => {
    const world = here()
    const before = await contents(world.platform)
    for (const route of routes) {
      const sample = await samples[route.name]!(world)
      for (const attempt of attempts(route.name, rules[route.name]!, world)) {
        const { status, body } = await ask(route, sample, attempt)
        const { code } = body ?? {}
        const said = `${status} ${code}`
        if (attempt.told === undefined) expect([route.name, attempt.who, 401, 403]).not.toContain(status)
        else expect([route.name, attempt.who, said]).toEqual([route.name, attempt.who, attempt.told])
        // Development's own routes show what was sent to whom: that is what they are for.
        if (!route.path.startsWith('/dev/')) expectNoSecrets(JSON.stringify(body ?? ''))
      }
    }
    expect(await contents(world.platform)).toEqual(before)
  })

  test("what is everybody's says of others no more than everybody may know", async () => {
    const { platform, landlord, tenant, stranger, house, image, block, order, strangersHouse } = here()
    const { checkIn, checkOut } = order
    const calendar = `/houses/${house.id}/calendar?from=${checkIn}&to=${checkOut}`
    for (const api of [platform.client(), stranger.api, tenant.api]) {
      const days = await api.get<Day[]>(calendar)
      expect(days.map((day) => [day.status, 'orderId' in day])).toEqual([
        ['taken', false],
        ['taken', false],
      ])
    }
    expect((await landlord.api.get<Day[]>(calendar)).map(({ orderId }) => orderId)).toEqual([order.id, order.id])
    for (const path of ['/orders', '/orders?role=landlord', '/me/houses']) {
      const text = JSON.stringify(await stranger.api.get(path))
      for (const id of [order.id, house.id]) expect(text).not.toContain(id)
    }
    // By the way of one's own house nobody gets at what belongs to another.
    const own = `/houses/${strangersHouse.id}`
    const swaps = [
      await stranger.api.try('DELETE', `${own}/images/${image.id}`),
      await stranger.api.try('DELETE', `${own}/blocks/${block.id}`),
      await stranger.api.try('PUT', `${own}/images/order`, { body: { ids: [image.id] } }),
    ]
    expect(swaps.map(({ status }) => status)).toEqual([404, 404, 422])
    expect(await landlord.api.get(`/houses/${house.id}/blocks`)).toMatchObject({ items: [block] })
    expect(await landlord.api.get(`/houses/${house.id}`)).toMatchObject({ images: [image] })
  })

  test('the very same requests are let through when their owners make them', async () => {
    const world = here()
    // What takes something away comes last, and the session after all.
    const order = (name: string) => (name === 'DELETE /session' ? 2 : name.startsWith('DELETE ') ? 1 : 0)
    for (const route of routes.toSorted((a, b) => order(a.name) - order(b.name))) {
      const { may } = rules[route.name]!
      const api = may === 'anyone' ? world.platform.client() : world[may === 'landlord' ? 'landlord' : 'tenant'].api
      const sample = await samples[route.name]!(world)
      const { status } = await ask(route, sample, { who: 'the owner', api, told: undefined })
      // Who has not been verified yet does not publish, and no captcha has the sample's name.
      const known: Record<string, number> = { 'POST /houses': 403, 'GET /dev/captchas/{id}': 404 }
      if (status !== known[route.name]) expect([route.name, 400, 401, 403, 404]).not.toContain(status)
    }
    const sum = Object.values(tried).reduce((total, each) => total + each, 0)
    console.log(`wrong users: ${sum} requests over ${routes.length} routes: ${JSON.stringify(tried)}`)
    expect(sum).toBeGreaterThan(4 * routes.length)
  })
}

/** Everybody who must not get through, and, where anyone may, those who must. */
function attempts(name: string, rule: Rule, world: World): readonly Attempt[] {
  const { platform, landlord, tenant, stranger } = world
  const nobody = platform.client()
  const owner = rule.may === 'landlord' ? landlord : tenant
  const forged: Readonly<Record<string, string>> = {
    'a token that was never given': randomBytes(32).toString('base64url'),
    'a token with another end': `${owner.token.slice(0, -2)}${owner.token.endsWith('AA') ? 'BB' : 'AA'}`,
    "the owner's id as a token": owner.user.id,
    'a token that is SQL': `'/**/OR/**/1=1--`,
  }
  const toUnknown = rule.may === 'anyone' ? undefined : '401 NOT_SIGNED_IN'
  const all: Attempt[] = [
    { who: 'nobody', api: nobody, told: toUnknown },
    ...Object.entries(forged).map(([who, token]) => ({ who, api: nobody.as(token), told: toUnknown })),
  ]
  if (changing.test(name)) {
    const cookie = `session=${owner.token}`
    const elsewhere = { cookie, origin: 'https://evil.example' }
    all.push({ who: "another site's page", api: nobody, headers: elsewhere, told: '403 BAD_ORIGIN' })
    all.push({ who: 'a page that hides where it is from', api: nobody, headers: { cookie }, told: '403 BAD_ORIGIN' })
  }
  if (rule.may === 'anyone') all.push({ who: 'a stranger', api: stranger.api, told: undefined })
  if ('stranger' in rule) {
    const told = rule.stranger === 403 ? '403 FORBIDDEN' : '404 NOT_FOUND'
    all.push({ who: 'a stranger', api: stranger.api, told })
  }
  if (rule.may === 'landlord') all.push({ who: 'the tenant', api: tenant.api, told: '403 FORBIDDEN' })
  if (rule.may === 'tenant') all.push({ who: 'the landlord', api: landlord.api, told: '403 FORBIDDEN' })
  return all
}
