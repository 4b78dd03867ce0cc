import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import type { Answer, Client, Problem } from '../client.ts'
import { contents } from '../facts.ts'
import { type Operation, operations } from '../routes/description.ts'
import { optionsOf, pathOf, samples } from '../routes/samples.ts'
import type { World } from '../routes/world.ts'
import { rules } from '../strangers/rules.ts'
import { type Spot, spotsOf } from './spots.ts'
import { rightValues } from './values.ts'

/** How many requests: enough to meet every place often, or as many as patience allows. */
const sizes = process.env.RENTING_LONG ? { wrong: 12_000, right: 3_000 } : { wrong: 1_200, right: 300 }

/** The same requests again: FC_SEED=<seed>. */
const seed = Number(process.env.FC_SEED || Date.now() % 2 ** 31)

/** Routes that, asked rightly, change what all else stands on. */
const apart = new Set(['POST /dev/clock', 'PUT /me/password'])

const dateField = /^\/(from|to|checkIn|checkOut)$/

/** Every route with every part of its request wrong, as the running platform itself describes them. */
export function badInput(here: () => World): void {
  let routes: readonly Operation[]

  beforeAll(async () => {
    routes = await operations(here().platform.url)
    console.log(`bad input: FC_SEED=${seed}`)
  })

  const owner = (route: string): Client => {
    const { landlord, tenant } = here()
    return (rules[route]!.may === 'landlord' || route === 'POST /houses' ? landlord : tenant).api
  }

  test('whatever is wrong in a request is refused and named, and changes nothing', async () => {
    const spots: Spot[] = []
    for (const route of routes) spots.push(...spotsOf(route, await samples[route.name]!(here())))
    const numRuns = Math.ceil(sizes.wrong / spots.length)
    const before = await contents(here().platform)
    let tried = 0
    for (const { name, route, pointer, statuses, requests } of spots) {
      const property = fc.asyncProperty(requests, async ({ path, options }) => {
        tried++
        const answer = await owner(route).try<Problem>(route.split(' ', 1)[0]!, path, options)
        expectProblem(answer)
        expect(statuses).toContain(answer.status)
        const { errors = [] } = answer.body as Problem
        if (answer.status !== 400) return
        expect(errors.length).toBeGreaterThan(0)
        const named = errors.some((error) => error.path.startsWith(pointer) || pointer.startsWith(error.path))
        expect({ pointer, errors, named }).toEqual({ pointer, errors, named: true })
      })
      try {
        await fc.assert(property, { numRuns, seed })
      } catch (error) {
        throw new Error(name, { cause: error })
      }
    }
    console.log(`bad input: ${tried} wrong requests, ${spots.length} places of ${routes.length} routes`)
    expect(tried).toBeGreaterThanOrEqual(sizes.wrong)
    expect(await contents(here().platform)).toEqual(before)
  })

  test('whatever has the right form is answered, if only by a reason why not', async () => {
    const bodied = routes.filter(({ name, body }) => body !== undefined && !apart.has(name))
    const numRuns = Math.ceil(sizes.right / bodied.length)
    let tried = 0
    for (const { name, method, body } of bodied) {
      const sample = await samples[name]!(here())
      const property = fc.asyncProperty(rightValues(body!), async (value) => {
        tried++
        const options = { ...optionsOf(name, sample, `right ${tried}`), body: JSON.stringify(value) }
        const answer = await owner(name).try<Problem>(method, pathOf(name, sample), options)
        expect(answer.status).toBeLessThan(500)
        if (answer.status >= 400) expectProblem(answer)
        const { code, errors = [] } = (answer.body ?? {}) as Partial<Problem>
        // The form was right by the description's own word; only of dates together it can't say all.
        if (code === 'BAD_INPUT') {
          expect(errors.map(({ path }) => path)).toEqual(errors.map(() => expect.stringMatching(dateField)))
        }
      })
      try {
        await fc.assert(property, { numRuns, seed })
      } catch (error) {
        throw new Error(name, { cause: error })
      }
    }
    console.log(`bad input: ${tried} requests of the right form to ${bodied.length} routes`)
  })
}

/** A refusal that says why, in the form that all have, and nothing of how it is made. */
export function expectProblem({ status, headers, body }: Answer<unknown>): void {
  expect(headers.get('content-type')).toMatch(/^application\/problem\+json\b/)
  expect(status).toBeGreaterThanOrEqual(400)
  expect({ status, body }).toMatchObject({ status: expect.toSatisfy((each: number) => each < 500) })
  expect(body).toMatchObject({
    type: expect.any(String),
    title: expect.stringMatching(/./),
    status,
    instance: expect.any(String),
    code: expect.stringMatching(/^[A-Z][A-Z_]+$/),
    requestId: headers.get('x-request-id'),
  })
  expect(JSON.stringify(body)).not.toMatch(/node_modules|\.ts:\d|\bat \w+ \(|prisma|SELECT |violates|syntax error/i)
}
