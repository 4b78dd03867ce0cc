import { beforeEach, describe, expect, test, vi } from 'vitest'
import { actor, bearer, day, refusal, testApi } from '../../test/fakes.ts'

const { app, clients } = testApi()
beforeEach(() => void vi.clearAllMocks())

const url = '/api/v2/houses/house-1'
const price = { amount: 38_800, currency: 'CNY' }

describe('a calendar', () => {
  const ask = (query: string, headers = {}) => app.inject({ url: `${url}/calendar?${query}`, headers })

  test('is a bare list of days', async () => {
    const response = await ask('from=2026-12-24&to=2026-12-27')
    expect(response.json()).toEqual([
      { date: '2026-12-24', status: 'free', price },
      { date: '2026-12-25', status: 'taken', price, orderId: 'order-1' },
      { date: '2026-12-26', status: 'blocked', price },
    ])
    const [sent] = clients.houses.getCalendar.mock.calls[0] ?? []
    expect(sent).toEqual({ actor: undefined, houseId: 'house-1', from: day(2026, 12, 24), to: day(2026, 12, 27) })
  })

  test('is asked for in the name of who is signed in', async () => {
    await ask('from=2026-12-24&to=2026-12-27', bearer('landlord'))
    expect(clients.houses.getCalendar.mock.calls[0]?.[0].actor).toEqual(actor('landlord'))
  })

  test.each([
    ['to=2026-12-27', '/from'],
    ['from=2026-12-24', '/to'],
    ['from=2026-12-24&to=2026-12-24', '/to'],
    ['from=2026-12-24&to=2026-12-23', '/to'],
    ['from=2026-02-30&to=2026-12-23', '/from'],
    ['from=2026-12-24&to=9999-12-31', '/to'],
    ['from=2026-12-24&to=2026-12-27&x=1', '/x'],
  ])('is not given for %j', async (query, path) => {
    expect((await ask(query)).json()).toMatchObject({ status: 400, code: 'BAD_INPUT', errors: [{ path }] })
    expect(clients.houses.getCalendar).not.toHaveBeenCalled()
  })

  test('has at most as many days as the service says', async () => {
    clients.houses.getCalendar.mockRejectedValueOnce(refusal(400, 'TOO_MANY_DAYS', 'renting.house'))
    expect((await ask('from=2026-12-24&to=2028-12-24')).json()).toMatchObject({ status: 400, code: 'TOO_MANY_DAYS' })
  })
})

describe('blocks', () => {
  const headers = bearer('landlord')

  test('are made, listed and taken away', async () => {
    const payload = { from: '2026-12-24', to: '2026-12-26' }
    const made = await app.inject({ method: 'POST', url: `${url}/blocks`, headers, payload })
    expect(made.statusCode).toBe(201)
    expect(made.json()).toEqual({ id: 'block-1', ...payload })
    expect(clients.houses.blockDates.mock.calls[0]?.[0]).toEqual({
      actor: actor('landlord'),
      idempotencyKey: expect.any(String),
      houseId: 'house-1',
      stay: { checkIn: day(2026, 12, 24), checkOut: day(2026, 12, 26) },
    })

    const listed = await app.inject({ url: `${url}/blocks?limit=5`, headers })
    expect(listed.json()).toEqual({ items: [made.json()], nextCursor: null })
    expect(clients.houses.listBlocks.mock.calls[0]?.[0]).toEqual({
      actor: actor('landlord'),
      houseId: 'house-1',
      page: { cursor: '', limit: 5 },
    })

    const gone = await app.inject({ method: 'DELETE', url: `${url}/blocks/block-1`, headers })
    expect(gone.statusCode).toBe(204)
    const [sent] = clients.houses.removeBlock.mock.calls[0] ?? []
    expect(sent).toEqual({ actor: actor('landlord'), houseId: 'house-1', blockId: 'block-1' })
  })

  test('are refused over a booking', async () => {
    clients.houses.blockDates.mockRejectedValueOnce(refusal(409, 'DATES_TAKEN', 'renting.house'))
    const payload = { from: '2026-12-24', to: '2026-12-26' }
    const response = await app.inject({ method: 'POST', url: `${url}/blocks`, headers, payload })
    expect(response.json()).toMatchObject({ status: 409, code: 'DATES_TAKEN' })
  })
})
