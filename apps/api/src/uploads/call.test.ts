import { memoryRegistry, memoryTransport, RegistryStore, Service } from '@micro/core'
import { type AddImageRequest, HouseService } from '@renting/contracts/house/v1'
import { refusals } from '@renting/platform'
import { Refusal } from '@renting/platform/values'
import { describe, expect, onTestFinished, test } from 'vitest'
import { bearer, fakeClients, image, testApi } from '../../test/fakes.ts'
import { file, form, formType } from '../../test/routes.ts'

/** The gateway before a house service that is really called, and answers a picture with `take`. */
async function calling(take: (requests: AsyncIterable<AddImageRequest>) => Promise<void>) {
  const store = new RegistryStore()
  const transport = memoryTransport()
  const make = (name: string) =>
    new Service({ name, transport, registry: memoryRegistry({ store }), wrappers: [refusals()] })
  const [gateway, service] = [make('renting.api'), make('renting.house')]
  const ended = Promise.withResolvers<unknown>()
  service.handle(HouseService, {
    ...fakeClients().houses,
    async addImage(requests: AsyncIterable<AddImageRequest>) {
      try {
        await take(requests)
        ended.resolve(undefined)
        return { image }
      } catch (error) {
        ended.resolve(error)
        throw error
      }
    },
  })
  await service.start()
  await gateway.start()
  onTestFinished(async () => void (await Promise.all([gateway.stop(), service.stop()])))
  const clients = fakeClients()
  clients.houses.addImage.mockImplementation(gateway.client(HouseService).addImage)
  const { app } = testApi({ clients })
  const send = (payload: Buffer) =>
    app.inject({
      method: 'POST',
      url: '/api/v2/houses/house-1/images',
      headers: { ...bearer('landlord'), 'content-type': formType },
      payload,
    })
  return { send, ended: ended.promise }
}

describe('a file, over a real call,', () => {
  test('comes as it was sent', async () => {
    const content = Buffer.from(Array.from({ length: 3_000_000 }, (_, i) => i % 251))
    const parts: Uint8Array[] = []
    const { send } = await calling(async (requests) => {
      for await (const { content } of requests) if (content !== undefined) parts.push(content.slice())
    })
    expect((await send(form(file('file', content)))).json()).toEqual(image)
    expect(Buffer.concat(parts).equals(content)).toBe(true)
  })

  test('is refused before it has come', async () => {
    let seen = 0
    const { send } = await calling(async (requests) => {
      for await (const { target } of requests) {
        seen += 1
        if (target !== undefined) throw new Refusal('forbidden', 'FORBIDDEN', 'the house is somebody else’s')
      }
    })
    const response = await send(form(file('file', Buffer.alloc(4_000_000))))
    expect(response.json()).toMatchObject({ status: 403, code: 'FORBIDDEN', detail: 'the house is somebody else’s' })
    expect(seen).toBe(1)
  })

  test.each([
    ['too large', form(file('file', Buffer.alloc(5_000_001))), 'TOO_LARGE'],
    ['in a form that goes wrong after it', form(file('file', 'x'), file('file', 'y')), 'BAD_INPUT'],
    ['not whole', file('file', 'x'), 'BAD_INPUT'],
  ])('that is %s never ends for the service', async (_, payload, code) => {
    const { send, ended } = await calling(async (requests) => {
      for await (const _request of requests) {
      }
    })
    expect((await send(payload)).json()).toMatchObject({ code })
    expect(await ended).toBeDefined()
  })
})
