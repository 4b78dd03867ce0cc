import { books, bookshelf, lampLight, plant, rug, tableLamp } from '../furniture.ts'
import type { Paint } from '../paint.ts'
import { art, evening, ground, openWindow, shell, sunbeam } from '../room.ts'
import { at, darker, ellipse, lighter, mix, path, rect, shadow, stroke } from '../shapes.ts'

/** A desk at the window, and shelves. */
export function study(paint: Paint): string {
  const { chance } = paint
  const opening = { x: 350, y: 80, w: 300, h: 220 }
  return (
    shell(paint) +
    openWindow(paint, opening, chance.happens(0.5)) +
    sunbeam(paint, opening) +
    at(150, ground + 8, bookshelf(paint, 200, 5)) +
    (chance.happens(0.6) ? art(paint, 820, 170) : at(810, 190, wallShelf(paint))) +
    at(520, 600, rug(paint, 480)) +
    at(500, 560, desk(paint)) +
    at(500, 618, chair(paint)) +
    at(850, 570, plant(paint, 1.3)) +
    evening(paint) +
    lampLight(paint, 370, 362, 200)
  )
}

function desk(paint: Paint): string {
  const { palette, chance } = paint
  const wood = chance.pick([palette.wood, palette.soft, lighter(palette.wood, 0.25)])
  return (
    shadow(0, 0, 220, 12) +
    stroke('M-180 -140L-192 0M180 -140L192 0', darker(palette.wood, 0.25), 11) +
    rect(60, -146, 120, 76, darker(wood, 0.08), { r: 4 }) +
    rect(70, -138, 100, 26, lighter(wood, 0.08), { r: 3 }) +
    rect(70, -106, 100, 26, lighter(wood, 0.08), { r: 3 }) +
    rect(-210, -160, 420, 18, wood, { r: 6 }) +
    at(-130, -158, tableLamp(paint)) +
    rect(-62, -234, 124, 78, palette.dark, { r: 6 }) +
    rect(-56, -228, 112, 66, mix(palette.textile, '#ffffff', 0.55)) +
    rect(-56, -186, 112, 24, mix(palette.accent, '#ffffff', 0.35)) +
    ellipse(0, -160, 44, 4, darker(palette.dark, 0.2)) +
    at(150, -160, books(palette.accent, palette.textile)) +
    rect(-188, -190, 18, 30, palette.accent, { r: 4 })
  )
}

function chair({ palette, chance }: Paint): string {
  const seat = chance.pick([palette.accent, palette.textile])
  return (
    ellipse(0, 0, 60, 7, '#000000', { opacity: 0.13 }) +
    stroke('M0 -60V-10M-44 0L0 -14L44 0', palette.dark, 6) +
    rect(-52, -76, 104, 24, seat, { r: 11 }) +
    rect(-48, -178, 96, 96, lighter(seat, 0.1), { r: 24 }) +
    path('M-36 -150q36 14 72 0v-8q-36 14 -72 0Z', darker(seat, 0.06))
  )
}

function wallShelf({ palette }: Paint): string {
  const shelf = (y: number) => rect(-80, y, 160, 10, palette.wood, { r: 2 })
  return (
    shelf(0) +
    shelf(80) +
    at(-36, 0, books(palette.textile, palette.accent)) +
    rect(20, -34, 26, 34, palette.soft, { r: 8 }) +
    at(36, 80, books(palette.accent, palette.soft)) +
    rect(-64, 44, 22, 36, palette.accent, { r: 8 })
  )
}
