import { randomUUIDv7 } from 'node:crypto'
import type {
  AddImageRequest,
  AddImageResponse,
  OrderImagesRequest,
  OrderImagesResponse,
  RemoveImageRequest,
  RemoveImageResponse,
} from '@renting/contracts/house/v1'
import { collect, openUpload, type PictureSize, pictureType, render } from '@renting/platform/images'
import { signedIn } from '@renting/platform/values'
import { existing } from '../domain/house.ts'
import * as images from '../domain/images.ts'
import type { Dependencies } from './dependencies.ts'
import { toImage } from './messages.ts'

/** In pixels: for a page of its own, and for lists. */
const sizes = [
  { width: 1600, height: 1600, fit: 'inside' },
  { width: 480, height: 480, fit: 'inside' },
] as const satisfies readonly PictureSize[]

/**
 * Who sends it is asked before its bytes are read. The picture is noted before it is stored, and taken with the change of
 * its house: see `unusedObjects`.
 */
export async function addImage(
  { store, objects, clock, urlOf }: Dependencies,
  requests: AsyncIterable<AddImageRequest>,
): Promise<AddImageResponse> {
  const { first, content } = await openUpload(requests)
  const { actor, houseId = '' } = first?.target ?? {}
  const { userId } = signedIn(actor)
  images.withRoom(existing(await store.find(houseId)), userId)
  const [full, thumbnail] = await render(await collect(content), sizes)

  const id = randomUUIDv7()
  // Names of our own: nothing of what the file is called reaches a path.
  const image = { id, key: `houses/${houseId}/${id}.webp`, thumbnailKey: `houses/${houseId}/${id}-480.webp` }
  const keys = [image.key, image.thumbnailKey]
  await store.notePictures(keys)
  await objects.put(image.key, full!, pictureType)
  await objects.put(image.thumbnailKey, thumbnail!, pictureType)
  await store.transaction(async (tx) => {
    const house = existing(await tx.lock(houseId))
    await tx.takePictures(keys)
    await tx.save(images.addImage(house, userId, image), clock.time())
  })
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
  { store, clock }: Dependencies,
  request: RemoveImageRequest,
): Promise<RemoveImageResponse> {
  const { userId } = signedIn(request.actor)
  await store.transaction(async (tx) => {
    const house = images.removeImage(existing(await tx.lock(request.houseId)), userId, request.imageId)
    await tx.save(house, clock.time())
  })
  return {}
}
