import { CancellationPolicy } from '@renting/contracts/common/v1'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { actor, bearer, cny, house, refusal, testApi } from '../../test/fakes.ts'

const { app, clients } = testApi()
beforeEach(() => void vi.clearAllMocks())

const url = '/api/v2/houses/house-1'
const change = (payload: object, headers: Record<string, string> = { 'if-match': '"7"' }) =>
  app.inject({ method: 'PATCH', url, headers: { ...bearer('landlord'), ...headers }, payload })
const withdraw = (headers: Record<string, string> = {}) =>
  app.inject({ method: 'DELETE', url, headers: { ...bearer('landlord'), ...headers } })

describe('changing a house', () => {
  test('sends what is to change, and nothing else, for the version that was seen', async () => {
    const response = await change({ title: 'By the lake', facilityIds: [], policy: 'strict', price: cny(1) })
    expect(response.statusCode).toBe(200)
    expect(response.json()).toMatchObject({ id: 'house-1' })
    expect(response.headers.etag).toBe('"8"')
    const [sent] = clients.houses.updateHouse.mock.calls[0] ?? []
    expect(sent).toEqual({
      actor: actor('landlord'),
      id: 'house-1',
      version: 7,
      patch: { title: 'By the lake', facilityIds: { ids: [] }, policy: CancellationPolicy.STRICT, price: cny(1) },
    })
    await change({ instantBook: true })
    expect(clients.houses.updateHouse.mock.calls[1]?.[0].patch).toEqual({
      instantBook: true,
      policy: CancellationPolicy.UNSPECIFIED,
    })
  })

  test.each(['*', '"7"', '"6", "7"'])('is allowed under If-Match: %s', async (tag) => {
    expect((await change({ title: 'x' }, { 'if-match': tag })).statusCode).toBe(200)
  })

  test.each(['"6"', '"8"', 'W/"7"', '"6", "8"', '"seven"', '""'])(
    'is refused as stale under If-Match: %s',
    async (tag) => {
      const response = await change({ title: 'x' }, { 'if-match': tag })
      expect(response.json()).toMatchObject({ status: 412, code: 'PRECONDITION_FAILED' })
      expect(clients.houses.updateHouse).not.toHaveBeenCalled()
    },
  )

  test.each(['7', '"7', '', '"7" "8"', '*, "7"'])('is malformed under If-Match: %j', async (tag) => {
    const response = await change({ title: 'x' }, { 'if-match': tag })
    expect(response.json()).toMatchObject({ status: 400, code: 'BAD_INPUT', errors: [{ path: '/If-Match' }] })
    expect(clients.houses.getHouse).not.toHaveBeenCalled()
  })

  test('needs a condition', async () => {
    expect((await change({ title: 'x' }, {})).json()).toMatchObject({ status: 428, code: 'PRECONDITION_REQUIRED' })
  })

  test('that came too late is refused by the service', async () => {
    clients.houses.updateHouse.mockRejectedValueOnce(refusal(412, 'PRECONDITION_FAILED', 'renting.house'))
    expect((await change({ title: 'x' })).json()).toMatchObject({ status: 412, code: 'PRECONDITION_FAILED' })
    expect(clients.houses.updateHouse).toHaveBeenCalledOnce()
  })

  test('whatever it is now is begun again when another change came between, though not for ever', async () => {
    const stale = refusal(412, 'PRECONDITION_FAILED', 'renting.house')
    clients.houses.updateHouse.mockRejectedValueOnce(stale)
    clients.houses.getHouse.mockResolvedValueOnce({ house })
    clients.houses.getHouse.mockResolvedValueOnce({ house: { ...house, version: 8 } })
    expect((await change({ title: 'x' }, { 'if-match': '*' })).statusCode).toBe(200)
    expect(clients.houses.updateHouse.mock.calls.map(([{ version }]) => version)).toEqual([7, 8])
    for (let i = 0; i < 10; i++) clients.houses.updateHouse.mockRejectedValueOnce(stale)
    expect((await change({ title: 'x' }, { 'if-match': '*' })).statusCode).toBe(412)
    clients.houses.updateHouse.mockReset()
  })

  test.each([
    ['/title', { title: '' }],
    ['/title', { title: null }],
    ['/price/amount', { price: { amount: 0, currency: 'CNY' } }],
    ['/facilityIds', { facilityIds: Array.from({ length: 10_000 }, () => '1') }],
    ['/policy', { policy: 'MODERATE' }],
    ['/id', { id: 'house-2' }],
    ['/landlord', { landlord: { id: 'me' } }],
    ['/status', { status: 'LISTED' }],
  ])('refuses a wrong %s', async (path, wrong) => {
    expect((await change(wrong)).json()).toMatchObject({ status: 400, code: 'BAD_INPUT', errors: [{ path }] })
  })
})

describe('withdrawing a house', () => {
  test('needs no condition', async () => {
    expect((await withdraw()).statusCode).toBe(204)
    expect((await withdraw({ 'if-match': '*' })).statusCode).toBe(204)
    const sent = clients.houses.withdrawHouse.mock.calls.map(([request]) => request)
    expect(sent).toEqual([1, 2].map(() => ({ actor: actor('landlord'), id: 'house-1', version: undefined })))
  })

  test('keeps to one that is sent', async () => {
    expect((await withdraw({ 'if-match': '"7"' })).statusCode).toBe(204)
    expect(clients.houses.withdrawHouse.mock.calls[0]?.[0].version).toBe(7)
    expect((await withdraw({ 'if-match': '"6"' })).statusCode).toBe(412)
    expect((await withdraw({ 'if-match': '6' })).statusCode).toBe(400)
    expect(clients.houses.withdrawHouse).toHaveBeenCalledOnce()
  })
})
