import { expect, test } from 'vitest'
import { testApi, tokens } from '../../test/fakes.ts'
import { examples, request } from '../../test/routes.ts'
import { signedIn } from './security.ts'

interface Operation {
  readonly security?: readonly object[]
}

/** All that need no session: whoever adds a route for anyone says so here. */
const open = [
  'POST /api/v2/captchas',
  'POST /api/v2/sms-codes',
  'POST /api/v2/users',
  'POST /api/v2/sessions',
  'POST /api/v2/password-resets',
  'GET /api/v2/areas',
  'GET /api/v2/facilities',
  'GET /api/v2/houses',
  'GET /api/v2/houses/featured',
  'GET /api/v2/houses/{id}',
  'GET /api/v2/houses/{id}/calendar',
  'GET /api/v2/houses/{id}/reviews',
  'POST /api/v2/quotes',
  'GET /api/v2/dev/messages',
  'GET /api/v2/dev/captchas/{id}',
  'POST /api/v2/dev/clock',
  'GET /api/v2/media/{key}',
]

const { app, clients } = testApi()
const paths: Record<string, Record<string, Operation>> = (await app.inject('/openapi.json')).json().paths
const operations = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, { security }]) => ({ name: `${method.toUpperCase()} ${path}`, security })),
)

test('every route says who may use it, and all but those that are listed want a session', () => {
  expect(operations.filter(({ security }) => security === undefined)).toEqual([])
  const closed = operations.filter(({ name }) => !open.includes(name))
  expect(operations.length - closed.length).toBe(open.length)
  for (const { security } of closed) expect(security).toEqual(signedIn)
})

test('what a route says of it is what it does', async () => {
  for (const example of examples) {
    const sent = request(example, { authorization: 'Bearer forged' })
    const { statusCode } = await app.inject(sent)
    const wants = !open.includes(`${example.method} ${example.route}`)
    expect([example.route, statusCode]).toEqual([example.route, wants ? 401 : example.status])
  }
  const asked = clients.users.resolveSession.mock.calls.map(([{ token }]) => token)
  expect(asked.length).toBeGreaterThan(20)
  expect(Object.values(tokens).filter((token) => asked.includes(token))).toEqual([])
})
