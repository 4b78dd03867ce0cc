import { type DemoHouse, eachOf, rasterise } from '@renting/platform/demo'
import { pictureType } from '@renting/platform/images'
import type { ObjectStore } from '@renting/platform/objects'
import type { Image } from '../../domain/house.ts'
import { drawingsOf } from './choose.ts'

/** Pixels: for a page of its own, and for lists. */
const widths = [960, 480]

/** Pictures of a house. */
const perHouse = 3

/** Draws the pictures of the houses and keeps them. Done twice, the same lie under the same keys. */
export async function storePictures(houses: readonly DemoHouse[], objects: ObjectStore): Promise<void> {
  await eachOf(drawingsOf(houses), async ({ svg, places }) => {
    const [full, thumbnail] = await rasterise(svg(), widths)
    for (const { houseId, position } of places) {
      const { key, thumbnailKey } = imageOf(houseId, position)
      await objects.put(key, full!, pictureType)
      await objects.put(thumbnailKey, thumbnail!, pictureType)
    }
  })
}

export function imagesOf(houseId: string): readonly Image[] {
  return Array.from({ length: perHouse }, (_, position) => imageOf(houseId, position))
}

/** Of its own for each house, also where two look alike: whoever removes one removes it from their house alone. */
function imageOf(houseId: string, position: number): Image {
  const id = `${houseId}-${position + 1}`
  return { id, key: `houses/${houseId}/${id}.webp`, thumbnailKey: `houses/${houseId}/${id}-480.webp` }
}
