import { armchair, bookshelf, coffeeTable, floorLamp, lampLight, pendant, plant, rug, sofa } from '../furniture.ts'
import type { Paint } from '../paint.ts'
import { art, evening, ground, openWindow, shell, sunbeam } from '../room.ts'
import { at } from '../shapes.ts'

/** A sofa by a large window. */
export function livingRoom(paint: Paint): string {
  const { chance } = paint
  const wide = chance.happens(0.5)
  const opening = wide
    ? { x: 300, y: 84, w: 400, h: 250 }
    : { x: chance.pick([500, 540]), y: 84, w: 300, h: ground - 100, tall: true }
  const [seat, lamp] = wide ? [480, 250] : [280, 90]
  const corner = wide ? bookshelf(paint, 130, 4) : armchair(paint)
  return (
    shell(paint) +
    openWindow(paint, opening) +
    (wide ? '' : art(paint, 280, 200)) +
    sunbeam(paint, opening) +
    at(seat + 10, 570, rug(paint, 560)) +
    at(wide ? 860 : 700, wide ? ground + 6 : 540, corner, wide ? 1 : 1.15) +
    at(lamp, ground + 14, floorLamp(paint)) +
    at(seat, 528, sofa(paint), 1.15) +
    at(seat + 20, 596, coffeeTable(paint), 1.1) +
    at(wide ? 120 : 880, 560, plant(paint, 1.25)) +
    (chance.happens(0.5) ? at(wide ? 560 : 420, 0, pendant(paint, 92)) : '') +
    evening(paint) +
    lampLight(paint, lamp, ground - 262, 240)
  )
}
