import { randomUUIDv7 } from 'node:crypto'
import type {
  AddImageRequest,
  AddImageResponse,
  OrderImagesRequest,
  OrderImagesResponse,
  RemoveImageRequest,
  RemoveImageResponse,
} from '@renting/contracts/house/v1'
import { collect, type PictureSize, pictureType, render } from '@renting/platform/images'
import { Refusal, signedIn } from '@renting/platform/values'
import { existing, type Image } from '../domain/house.ts'
import * as images from '../domain/images.ts'
import type { Dependencies } from './dependencies.ts'
import { toImage } from './messages.ts'

/** In pixels: for a page of its own, and for lists. */
const sizes = [
  { width: 1600, height: 1600, fit: 'inside' },
  { width: 480, height: 480, fit: 'inside' },
] as const satisfies readonly PictureSize[]

/** Who sends it is asked before its bytes are read. */
export async function addImage(
  dependencies: Dependencies,
  requests: AsyncIterable<AddImageRequest>,
): Promise<AddImageResponse> {
  const { store, objects, clock, urlOf } = dependencies
  const parts = requests[Symbol.asyncIterator]()
  const { value: first } = await parts.next()
  const { actor, houseId = '' } = first?.target ?? {}
  const { userId } = signedIn(actor)
  images.withRoom(existing(await store.find(houseId)), userId)
  const [full, thumbnail] = await render(await collect(contents({ [Symbol.asyncIterator]: () => parts })), sizes)

  const id = randomUUIDv7()
  // Names of our own: nothing of what the file is called reaches a path.
  const image = { id, key: `houses/${houseId}/${id}.webp`, thumbnailKey: `houses/${houseId}/${id}-480.webp` }
  try {
    await objects.put(image.key, full!, pictureType)
    await objects.put(image.thumbnailKey, thumbnail!, pictureType)
    await store.transaction(async (tx) => {
      const house = existing(await tx.lock(houseId))
      await tx.save(images.addImage(house, userId, image), clock.time())
    })
  } catch (error) {
    await discard(dependencies, houseId, image)
    throw error
  }
  return { image: toImage(image, urlOf) }
}

export async function orderImages(
  { store, clock, urlOf }: Dependencies,
  request: OrderImagesRequest,
): Promise<OrderImagesResponse> {
  const { userId } = signedIn(request.actor)
  const house = await store.transaction(async (tx) => {
    const before = existing(await tx.lock(request.houseId))
    const after = images.orderImages(before, userId, request.imageIds)
    if (after !== before) await tx.save(after, clock.time())
    return after
  })
  return { images: house.images.map((image) => toImage(image, urlOf)) }
}

export async function removeImage(
  { store, objects, clock }: Dependencies,
  request: RemoveImageRequest,
): Promise<RemoveImageResponse> {
  const { userId } = signedIn(request.actor)
  const removed = await store.transaction(async (tx) => {
    const change = images.removeImage(existing(await tx.lock(request.houseId)), userId, request.imageId)
    await tx.save(change.house, clock.time())
    return change.removed
  })
  // It is gone already. What can't be taken away now is a file that nothing refers to.
  await Promise.allSettled([objects.remove(removed.key), objects.remove(removed.thumbnailKey)])
  return {}
}

async function* contents(requests: AsyncIterable<AddImageRequest>): AsyncGenerator<Uint8Array> {
  for await (const { content } of requests) {
    if (content === undefined) throw new Refusal('invalid', 'INVALID_IMAGE', 'after the first part come bytes alone')
    yield content
  }
}

/** Takes away what was put, unless the house has it: a commit whose answer was lost has happened nevertheless. */
async function discard({ store, objects }: Dependencies, houseId: string, image: Image): Promise<void> {
  const house = await store.find(houseId).catch(() => undefined)
  // Not known now: rather a file that nothing refers to than a picture without its file.
  if (house === undefined || house.images.some((each) => each.id === image.id)) return
  await Promise.allSettled([objects.remove(image.key), objects.remove(image.thumbnailKey)])
}
