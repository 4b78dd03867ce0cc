import { buffer } from 'node:stream/consumers'
import { unusedObjects } from '@renting/platform/objects'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { urlOf } from '../../test/database.ts'
import { actor, refused, TestHouses } from '../../test/houses.ts'
import { png } from '../../test/png.ts'
import { MOST_IMAGES } from '../domain/images.ts'

let app: TestHouses

beforeAll(async () => {
  app = await TestHouses.open()
})
afterAll(() => app.close())
beforeEach(() => app.clear())

const keyOf = (url: string) => url.slice(urlOf('').length)
const bytesOf = async (url: string) => {
  const object = await app.objects.get(keyOf(url))
  return object && (await buffer(object.body))
}
/** Width and height that a WebP file of this kind (lossy, without alpha) says. */
const sizeOf = (bytes: Buffer) => [bytes.readUInt16LE(26) & 0x3fff, bytes.readUInt16LE(28) & 0x3fff]
const order = async (houseId: string, imageIds: string[], by = 'landlord') =>
  (await app.houses.orderImages({ actor: actor(by), houseId, imageIds }, app.ctx('orderImages'))).images
const remove = async (houseId: string, imageId: string, by = 'landlord') =>
  await app.houses.removeImage({ actor: actor(by), houseId, imageId }, app.ctx('removeImage'))
const removeUnused = () => unusedObjects.remove(app.database, app.objects)
/** As time would: what may be removed later may be now. */
const allIsDue = () => app.database.pool.query(`UPDATE unused_object SET due = now() - interval '1 second'`)

describe('a picture', () => {
  test('is drawn anew in two sizes, is the last of its house, and the first is the cover everywhere', async () => {
    const { id } = await app.publish()
    const image = await app.addImage(id, png(2000, 1000))
    const second = await app.addImage(id, png(30, 20))
    const house = await app.get(id)
    expect(house.images).toEqual([image, second])
    expect(house.version).toBe(3)
    expect(sizeOf((await bytesOf(image.url))!)).toEqual([1600, 800])
    expect(sizeOf((await bytesOf(image.thumbnailUrl))!)).toEqual([480, 240])
    // Never larger than it is.
    expect(sizeOf((await bytesOf(second.thumbnailUrl))!)).toEqual([30, 20])
    const { items } = await app.houses.searchHouses({ facilityIds: [], sort: 0 }, app.ctx('searchHouses'))
    expect(items[0]?.coverUrl).toBe(image.thumbnailUrl)
    const { items: featured } = await app.houses.listFeaturedHouses({}, app.ctx('listFeaturedHouses'))
    expect(featured.map(({ coverUrl }) => coverUrl)).toEqual([image.thumbnailUrl])
    expect(await app.told()).toEqual({ 'renting.house.published': 1, 'renting.house.changed': 2 })
  })

  test('is kept under a name of ours that tells nothing of the file', async () => {
    const { id } = await app.publish()
    const { url, thumbnailUrl, id: imageId } = await app.addImage(id, png(3, 3))
    expect(keyOf(url)).toBe(`houses/${id}/${imageId}.webp`)
    expect(keyOf(thumbnailUrl)).toBe(`houses/${id}/${imageId}-480.webp`)
  })

  test('is told by its content, and has five megabytes at most', async () => {
    const { id } = await app.publish()
    await expect(app.addImage(id, Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'))).rejects.toThrow(
      refused('NOT_AN_IMAGE'),
    )
    const target = { target: { actor: actor('landlord'), houseId: id } }
    await expect(app.send(target)).rejects.toThrow(refused('NOT_AN_IMAGE'))
    const part = { content: Buffer.alloc(1_000_000) }
    await expect(app.send(target, ...Array(5).fill(part), { content: Buffer.alloc(1) })).rejects.toThrow(
      refused('TOO_LARGE'),
    )
    await expect(app.send(target, target)).rejects.toThrow(refused('INVALID_PART'))
    expect((await app.get(id)).images).toEqual([])
  })

  test('is its landlord’s to add, which is asked before any of it is read', async () => {
    const { id } = await app.publish()
    let read = 0
    const sending = async (by: string | undefined, houseId: string) => {
      async function* parts() {
        yield { target: { actor: by === undefined ? undefined : actor(by), houseId } }
        read++
        yield { content: png(3, 3) }
      }
      return await app.houses.addImage(parts(), app.ctx('addImage'))
    }
    await expect(app.send()).rejects.toThrow(refused('NOT_SIGNED_IN'))
    await expect(app.send({ content: png(3, 3) })).rejects.toThrow(refused('NOT_SIGNED_IN'))
    await expect(sending(undefined, id)).rejects.toThrow(refused('NOT_SIGNED_IN'))
    await expect(sending('landlord', 'nothing')).rejects.toThrow(refused('NOT_FOUND'))
    await expect(sending('stranger', id)).rejects.toThrow(refused('FORBIDDEN'))
    await app.houses.withdrawHouse({ actor: actor('landlord'), id }, app.ctx('withdrawHouse'))
    await expect(sending('landlord', id)).rejects.toThrow(refused('WRONG_STATE'))
    expect(read).toBe(0)
  })

  test('is one of twenty at most, however many come at once', async () => {
    const { id } = await app.publish()
    for (let i = 0; i < MOST_IMAGES - 2; i++) await app.addImage(id, png(2, 2))
    const results = await Promise.allSettled(Array.from({ length: 4 }, () => app.addImage(id, png(2, 2))))
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(2)
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toEqual(refused('TOO_MANY_IMAGES'))
    }
    expect((await app.get(id)).images).toHaveLength(MOST_IMAGES)
    await expect(app.addImage(id, png(2, 2))).rejects.toThrow(refused('TOO_MANY_IMAGES'))
  })

  test('that its house did not get is removed, and none that a house has', async () => {
    const { id } = await app.publish()
    const kept = await app.addImage(id, png(2, 2))
    const { put } = app.objects
    const keys: string[] = []
    app.objects.put = async (key, ...rest) => {
      keys.push(key)
      await put(key, ...rest)
      // Meanwhile its landlord takes the house off offer.
      await app.houses.withdrawHouse({ actor: actor('landlord'), id }, app.ctx('withdrawHouse'))
    }
    await expect(app.addImage(id, png(2, 2))).rejects.toThrow(refused('WRONG_STATE'))
    app.objects.put = put
    expect(keys).toHaveLength(2)
    expect(await removeUnused()).toBe(0)
    await allIsDue()
    expect(await removeUnused()).toBe(2)
    for (const key of keys) expect(await app.objects.get(key)).toBeUndefined()
    expect(await bytesOf(kept.url)).toBeDefined()
  })
})

describe('pictures', () => {
  test('are put in another order by all their ids; in the order that they have, nothing changes', async () => {
    const { id } = await app.publish()
    const [a, b] = [await app.addImage(id, png(2, 2)), await app.addImage(id, png(3, 3))]
    expect(await order(id, [b.id, a.id])).toEqual([b, a])
    expect(await order(id, [b.id, a.id])).toEqual([b, a])
    const house = await app.get(id)
    expect(house.images).toEqual([b, a])
    expect(house.version).toBe(4)
    await expect(order(id, [b.id])).rejects.toThrow(refused('UNKNOWN_IMAGE'))
    await expect(order(id, [a.id, b.id], 'stranger')).rejects.toThrow(refused('FORBIDDEN'))
  })

  test('are removed with their files, and the next is the cover', async () => {
    const { id } = await app.publish()
    const [a, b] = [await app.addImage(id, png(2, 2)), await app.addImage(id, png(3, 3))]
    await expect(remove(id, a.id, 'stranger')).rejects.toThrow(refused('FORBIDDEN'))
    await remove(id, a.id)
    await expect(remove(id, a.id)).rejects.toThrow(refused('NOT_FOUND'))
    expect((await app.get(id)).images).toEqual([b])
    const { items } = await app.houses.searchHouses({ facilityIds: [], sort: 0 }, app.ctx('searchHouses'))
    expect(items[0]?.coverUrl).toBe(b.thumbnailUrl)
    await allIsDue()
    const { remove: removeObject } = app.objects
    app.objects.remove = () => Promise.reject(new Error('not now'))
    await expect(removeUnused()).rejects.toThrow('not now')
    app.objects.remove = removeObject
    expect(await removeUnused()).toBe(2)
    expect(await bytesOf(a.url)).toBeUndefined()
    expect(await bytesOf(b.url)).toBeDefined()
  })
})
