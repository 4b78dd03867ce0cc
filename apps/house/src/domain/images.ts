import { Refusal } from '@renting/platform/values'
import { changeable, ownedBy } from './changes.ts'
import type { House, Image } from './house.ts'

/** Pictures of one house. */
export const MOST_IMAGES = 20

/** The house, if its landlord may add a picture. @throws Refusal FORBIDDEN, WRONG_STATE, TOO_MANY_IMAGES */
export function withRoom(house: House, userId: string): House {
  if (changeable(house, userId).images.length < MOST_IMAGES) return house
  throw new Refusal('conflict', 'TOO_MANY_IMAGES', `a house has at most ${MOST_IMAGES} pictures`)
}

/** With a picture more, the last. @throws Refusal FORBIDDEN, WRONG_STATE, TOO_MANY_IMAGES */
export function addImage(house: House, userId: string, image: Image): House {
  return withImages(withRoom(house, userId), [...house.images, image])
}

/**
 * In the order of `ids`, which are all that it has; the house itself where that is its order.
 * @throws Refusal FORBIDDEN, WRONG_STATE, UNKNOWN_IMAGE
 */
export function orderImages(house: House, userId: string, ids: readonly string[]): House {
  const { images } = changeable(house, userId)
  const ordered = ids.flatMap((id) => images.filter((image) => image.id === id))
  if (new Set(ordered).size !== images.length || ids.length !== images.length) {
    throw new Refusal('rule', 'UNKNOWN_IMAGE', 'the ids must be those of all its pictures, each once')
  }
  return ordered.every((image, index) => image === images[index]) ? house : withImages(house, ordered)
}

/** Without one of its pictures. @throws Refusal FORBIDDEN, NOT_FOUND, WRONG_STATE */
export function removeImage(house: House, userId: string, id: string): House {
  const { images } = ownedBy(house, userId)
  const left = images.filter((image) => image.id !== id)
  if (left.length === images.length) throw new Refusal('not-found', 'NOT_FOUND', 'no such picture of this house')
  return withImages(changeable(house, userId), left)
}

function withImages(house: House, images: readonly Image[]): House {
  return { ...house, version: house.version + 1, images }
}
