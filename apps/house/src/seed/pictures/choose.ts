import { Chance, type DemoHouse, type DemoKind } from '@renting/platform/demo'
import { lights } from './light.ts'
import { palettes } from './palette.ts'
import { drawScene, type SceneName } from './scene.ts'
import type { View } from './views.ts'

/** A picture to be drawn, and for whom: its places in houses' lists of pictures. */
export interface Drawing {
  readonly svg: () => string
  readonly places: readonly { readonly houseId: string; readonly position: number }[]
}

/** What is to be seen of a kind of house first. */
const covers: Readonly<Record<DemoKind, readonly SceneName[]>> = {
  courtyard: ['courtyard', 'courtyard', 'teaRoom', 'bedroom'],
  flat: ['livingRoom', 'livingRoom', 'livingRoom', 'bedroom', 'kitchen', 'tower'],
  studio: ['study', 'livingRoom', 'bedroom', 'study'],
  view: ['balcony', 'balcony', 'livingRoom', 'tower'],
  country: ['countryside', 'countryside', 'countryside', 'courtyard', 'balcony'],
}

/** What lies around an area's houses. */
const surroundings: Readonly<Record<string, readonly View[]>> = {
  1: ['roofs', 'roofs', 'garden'],
  2: ['roofs', 'roofs', 'lake'],
  3: ['skyline', 'skyline', 'garden'],
  4: ['skyline', 'garden', 'hills', 'lake'],
  5: ['hills', 'garden', 'wall'],
  6: ['skyline', 'garden'],
  7: ['hills', 'lake'],
  8: ['skyline', 'lake', 'garden'],
  9: ['garden', 'lake', 'skyline'],
  10: ['garden', 'skyline'],
  11: ['wall', 'lake', 'hills'],
  12: ['hills', 'lake', 'garden'],
  13: ['lake', 'hills', 'wall'],
  14: ['wall', 'hills'],
  15: ['hills', 'skyline'],
}

/** Day is seen more often than night. */
const hours = lights.flatMap((light) => (light.name === 'day' || light.name === 'afternoon' ? [light, light] : [light]))

/** The other rooms of a house. Drawn once in each palette: what a list shows is each house's own, these are not. */
const rooms: readonly SceneName[] = ['bedroom', 'kitchen', 'bathroom', 'livingRoom']

/** Three pictures for each house, of one palette. */
export function drawingsOf(houses: readonly DemoHouse[]): readonly Drawing[] {
  const shared = new Map<string, { svg: () => string; places: { houseId: string; position: number }[] }>()
  const own: Drawing[] = []
  for (const { id, kind, areaId } of houses) {
    const chance = new Chance(`picture of ${id}`)
    const index = chance.whole(0, palettes.length - 1)
    const cover = chance.pick(covers[kind])
    const paint = {
      palette: palettes[index]!,
      light: chance.pick(hours),
      view: chance.pick<View>(surroundings[areaId] ?? ['garden']),
    }
    own.push({ svg: () => drawScene(cover, id, paint), places: [{ houseId: id, position: 0 }] })
    const others = chance.shuffle(rooms.filter((room) => room !== cover)).slice(0, 2)
    for (const [order, room] of others.entries()) {
      const name = `${room} ${index}`
      const svg = () => drawScene(room, name, { palette: palettes[index]! })
      const entry = shared.get(name) ?? { svg, places: [] }
      entry.places.push({ houseId: id, position: order + 1 })
      shared.set(name, entry)
    }
  }
  return [...own, ...shared.values()]
}
