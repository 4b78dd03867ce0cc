import { beforeEach, expect, test, vi } from 'vitest'
import { actor, bearer, image, testApi } from '../../test/fakes.ts'

const { app, clients } = testApi()
beforeEach(() => void vi.clearAllMocks())

const url = '/api/v2/houses/house-1/images'
const headers = bearer('landlord')

test('pictures are put in order, the cover first', async () => {
  const response = await app.inject({ method: 'PUT', url: `${url}/order`, headers, payload: { ids: ['b', 'a'] } })
  expect(response.statusCode).toBe(200)
  expect(response.json()).toEqual([image])
  const [sent] = clients.houses.orderImages.mock.calls[0] ?? []
  expect(sent).toEqual({ actor: actor('landlord'), houseId: 'house-1', imageIds: ['b', 'a'] })
})

test.each([[['a', 'a']], [['']], [Array.from({ length: 101 }, (_, i) => `${i}`)], ['a']])(
  'they are not put in the order %j',
  async (ids) => {
    const response = await app.inject({ method: 'PUT', url: `${url}/order`, headers, payload: { ids } })
    expect(response.json()).toMatchObject({ status: 400, code: 'BAD_INPUT' })
  },
)

test('one is taken away', async () => {
  const response = await app.inject({ method: 'DELETE', url: `${url}/image-1`, headers })
  expect(response.statusCode).toBe(204)
  const [sent] = clients.houses.removeImage.mock.calls[0] ?? []
  expect(sent).toEqual({ actor: actor('landlord'), houseId: 'house-1', imageId: 'image-1' })
})
