import { Chance } from '@renting/platform/demo'
import { lights } from './light.ts'
import type { Paint } from './paint.ts'
import { palettes } from './palette.ts'
import { balcony } from './scenes/balcony.ts'
import { bathroom } from './scenes/bathroom.ts'
import { bedroom } from './scenes/bedroom.ts'
import { countryside } from './scenes/countryside.ts'
import { courtyard } from './scenes/courtyard.ts'
import { kitchen } from './scenes/kitchen.ts'
import { livingRoom } from './scenes/living-room.ts'
import { study } from './scenes/study.ts'
import { teaRoom } from './scenes/tea-room.ts'
import { tower } from './scenes/tower.ts'
import { at, downward, height, width } from './shapes.ts'
import { views } from './views.ts'

export const scenes = {
  livingRoom,
  bedroom,
  kitchen,
  study,
  teaRoom,
  bathroom,
  balcony,
  courtyard,
  countryside,
  tower,
} as const
export type SceneName = keyof typeof scenes

/** A picture as SVG. The same seed gives the same picture. */
export function drawScene(name: SceneName, seed: string, given: Partial<Omit<Paint, 'chance'>> = {}): string {
  const chance = new Chance(seed)
  const paint: Paint = {
    palette: chance.pick(palettes),
    light: chance.pick(lights),
    view: chance.pick(views),
    ...given,
    chance,
  }
  const drawn = scenes[name](paint)
  // Nothing of it is text, so that it may be turned round.
  const turned = chance.happens(0.5) ? at(width, 0, drawn, 1, true) : drawn
  const { skyTop, skyBottom } = paint.light
  const shine =
    '<radialGradient id="glow"><stop stop-color="#ffe0a0" stop-opacity="0.85"/><stop offset="1" stop-color="#ffcf80" stop-opacity="0"/></radialGradient>'
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"><defs>${downward('sky', skyTop, skyBottom)}${shine}</defs>${turned}</svg>`
}
