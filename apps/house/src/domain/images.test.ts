import { expect, test } from 'vitest'
import { sample } from '../../test/sample.ts'
import { coverOf, type House } from './house.ts'
import { addImage, MOST_IMAGES, orderImages, removeImage } from './images.ts'

const image = (id: string) => ({ id, key: `houses/h1/${id}.webp`, thumbnailKey: `houses/h1/${id}-480.webp` })
const withImages = (...ids: string[]) =>
  ids.reduce((house, id) => addImage(house, 'landlord', image(id)), sample.house())
const idsOf = ({ images }: House) => images.map(({ id }) => id)
const refused = (reason: string) => expect.objectContaining({ reason })

test('a new picture is the last; the first is the cover; each change makes a version', () => {
  expect(coverOf(sample.house())).toBeUndefined()
  const house = withImages('a', 'b')
  expect(idsOf(house)).toEqual(['a', 'b'])
  expect(coverOf(house)).toBe('houses/h1/a-480.webp')
  expect(house.version).toBe(3)
  const ordered = orderImages(house, 'landlord', ['b', 'a'])
  expect(coverOf(ordered)).toBe('houses/h1/b-480.webp')
  expect(ordered.version).toBe(4)
  const left = removeImage(ordered, 'landlord', 'b')
  expect([coverOf(left), left.version]).toEqual(['houses/h1/a-480.webp', 5])
})

test('the order that it has is no change', () => {
  const house = withImages('a', 'b')
  expect(orderImages(house, 'landlord', ['a', 'b'])).toBe(house)
})

test.each([[['a']], [['a', 'a']], [['a', 'b', 'b']], [['a', 'x']], [['a', 'b', 'x']], [[]]])(
  'an order must name all pictures once: %j does not',
  (ids) => {
    expect(() => orderImages(withImages('a', 'b'), 'landlord', ids)).toThrow(refused('UNKNOWN_IMAGE'))
  },
)

test('a house has room for so many and no more', () => {
  const full = withImages(...Array.from({ length: MOST_IMAGES }, (_, i) => `i${i}`))
  expect(full.images).toHaveLength(20)
  expect(() => addImage(full, 'landlord', image('more'))).toThrow(refused('TOO_MANY_IMAGES'))
})

test('pictures are their landlord’s, and a withdrawn house keeps those it has', () => {
  const house = withImages('a')
  for (const change of [
    (of: House, by: string) => addImage(of, by, image('b')),
    (of: House, by: string) => orderImages(of, by, ['a']),
    (of: House, by: string) => removeImage(of, by, 'a'),
  ]) {
    expect(() => change(house, 'stranger')).toThrow(refused('FORBIDDEN'))
    expect(() => change({ ...house, status: 'WITHDRAWN' }, 'landlord')).toThrow(refused('WRONG_STATE'))
  }
  expect(() => removeImage(house, 'stranger', 'x')).toThrow(refused('FORBIDDEN'))
  expect(() => removeImage(house, 'landlord', 'x')).toThrow(refused('NOT_FOUND'))
})
