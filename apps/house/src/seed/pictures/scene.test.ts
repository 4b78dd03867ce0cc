import { demoHouses } from '@renting/platform/demo'
import { expect, test } from 'vitest'
import { drawingsOf } from './choose.ts'
import { drawScene, scenes } from './scene.ts'

const names = Object.keys(scenes) as (keyof typeof scenes)[]

test.each(names)('a picture of a %s is the same each time, and another for another seed', (name) => {
  expect(drawScene(name, 'a')).toBe(drawScene(name, 'a'))
  expect(drawScene(name, 'a')).not.toBe(drawScene(name, 'b'))
})

test.each(names)('a picture of a %s is drawn with colours and numbers alone', (name) => {
  for (const seed of ['a', 'b', 'c', 'd', 'e', 'f']) {
    const svg = drawScene(name, seed)
    expect(svg).not.toMatch(/NaN|undefined|null|Infinity/)
    expect(svg).not.toContain('<text')
    for (const [, colour] of svg.matchAll(/fill="(?!none|url)([^"]*)"/g)) expect(colour).toMatch(/^#[0-9a-f]{6}$/)
  }
})

test('every house has a cover of its own and three pictures', () => {
  const houses = demoHouses()
  const drawings = drawingsOf(houses)
  const covers = drawings.filter(({ places }) => places.some(({ position }) => position === 0))
  expect(new Set(covers.map(({ svg }) => svg())).size).toBe(houses.length)
  const places = drawings.flatMap((drawing) => drawing.places.map(({ houseId, position }) => `${houseId} ${position}`))
  expect(new Set(places).size).toBe(houses.length * 3)
})
