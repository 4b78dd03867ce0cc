import { lampLight, pendant, plant } from '../furniture.ts'
import type { Paint } from '../paint.ts'
import { evening, ground, openWindow, shell } from '../room.ts'
import { at, circle, darker, ellipse, lighter, mix, path, polygon, rect, shadow, stroke } from '../shapes.ts'

/** A row of cabinets under a window, and a table to eat at. */
export function kitchen(paint: Paint): string {
  const { chance, palette } = paint
  const front = chance.pick([
    palette.textile,
    palette.soft,
    mix(palette.leaf, palette.soft, 0.25),
    mix(palette.wood, palette.soft, 0.15),
  ])
  const opening = { x: 390, y: 90, w: 250, h: 190 }
  const table = chance.pick([560, 620])
  const lamp = pendant(paint, 150)
  return (
    shell(paint) +
    tiles(palette.soft, palette.wall) +
    openWindow(paint, opening, false) +
    cupboards(paint, front) +
    counter(paint, front) +
    at(table, 626, diningTable(paint)) +
    at(table - 80, 0, lamp) +
    at(table + 80, 0, lamp) +
    at(60, 620, plant(paint, 1.05)) +
    evening(paint) +
    lampLight(paint, table - 80, 150, 170) +
    lampLight(paint, table + 80, 150, 170)
  )
}

function tiles(soft: string, wall: string): string {
  let drawn = rect(0, 236, 960, 110, mix(soft, wall, 0.2))
  for (let y = 236; y < 346; y += 27) drawn += rect(0, y, 960, 2, mix(soft, wall, 0.75))
  for (let x = 0; x < 960; x += 54) drawn += rect(x, 236, 2, 110, mix(soft, wall, 0.75))
  return drawn
}

function cupboards({ palette, chance }: Paint, front: string): string {
  const door = (x: number, w: number) =>
    rect(x, 50, w, 168, front, { r: 4 }) +
    rect(x + 8, 58, w - 16, 152, lighter(front, 0.08), { r: 3 }) +
    rect(x + w - 16, 180, 4, 24, palette.dark, { r: 2 })
  const shelf = (x: number, w: number) =>
    [120, 204].map((y) => rect(x, y, w, 9, palette.wood)).join('') +
    [0, 1, 2, 3]
      .map((i) => bowl(x + 28 + i * 42, 120, chance.pick([palette.accent, palette.soft, palette.textile])))
      .join('') +
    [0, 1, 2].map((i) => jar(x + 30 + i * 52, 204, chance.pick([palette.accent, palette.soft, palette.leaf]))).join('')
  const right = chance.happens(0.5) ? shelf(690, 190) : door(690, 92)
  return door(70, 92) + door(166, 92) + door(262, 92) + right
}

const bowl = (x: number, y: number, colour: string) => path(`M${x - 16} ${y - 20}h32q-2 20 -16 20t-16 -20Z`, colour)
const jar = (x: number, y: number, colour: string) =>
  rect(x - 12, y - 36, 24, 36, colour, { r: 5 }) + rect(x - 9, y - 43, 18, 8, darker(colour, 0.25), { r: 2 })

function counter({ palette, chance }: Paint, front: string): string {
  const base = mix(front, palette.dark, 0.06)
  let drawn = rect(0, 346, 800, ground + 12 - 346, base) + rect(0, ground + 2, 800, 14, darker(base, 0.35))
  for (const x of [14, 144, 274, 534, 664]) {
    drawn += rect(x, 372, 120, 94, lighter(base, 0.08), { r: 4 }) + rect(x + 44, 382, 32, 5, palette.dark, { r: 2 })
  }
  drawn +=
    rect(404, 372, 120, 94, palette.dark, { r: 5 }) +
    rect(414, 392, 100, 62, '#22262e', { r: 4 }) +
    rect(418, 380, 92, 5, '#c9ccd1', { r: 2 })
  drawn += rect(-4, 340, 808, 14, lighter(palette.wood, 0.15), { r: 3 })
  // The hob with a pot, and a tap.
  drawn +=
    rect(412, 336, 104, 5, '#22262e') +
    rect(436, 304, 58, 32, palette.accent, { r: 6 }) +
    rect(428, 300, 74, 7, darker(palette.accent, 0.15), { r: 3 }) +
    circle(465, 296, 5, palette.dark)
  drawn += stroke('M610 340v-44q0 -18 18 -18t18 18v8', '#8a9099', 6)
  drawn +=
    rect(120, 296, 40, 44, lighter(palette.dark, 0.12), { r: 6 }) +
    rect(200, 306, 14, 34, palette.wood) +
    rect(220, 298, 12, 42, palette.leaf, { r: 5 }) +
    ellipse(290, 335, 34, 8, palette.soft)
  for (const [x, colour] of [
    [276, '#e9a23b'],
    [296, '#d1603d'],
    [288, '#8fb35a'],
  ] as const)
    drawn += circle(x, 326, 11, colour)
  // The refrigerator.
  const steel = chance.pick(['#d7dbe0', palette.accent, palette.soft])
  return `${drawn}${rect(808, 190, 140, ground + 12 - 190, steel, { r: 10 })}${rect(808, 318, 140, 3, darker(steel, 0.2))}${rect(822, 250, 6, 54, darker(steel, 0.35), { r: 3 })}${rect(822, 336, 6, 70, darker(steel, 0.35), { r: 3 })}`
}

function diningTable({ palette, chance }: Paint): string {
  const wood = chance.pick([palette.wood, lighter(palette.wood, 0.3)])
  const seat = chance.pick([palette.accent, palette.textile, palette.soft])
  const chair = (x: number) =>
    rect(x - 34, -150, 68, 62, seat, { r: 14 }) +
    stroke(`M${x - 28} -92L${x - 34} 0M${x + 28} -92L${x + 34} 0`, darker(wood, 0.2), 6)
  return (
    shadow(0, 0, 240, 12) +
    chair(-110) +
    chair(0) +
    chair(110) +
    stroke('M-180 -84L-196 0M180 -84L196 0', darker(wood, 0.12), 11) +
    rect(-220, -98, 440, 18, wood, { r: 8 }) +
    [-120, 0, 120].map((x) => ellipse(x, -99, 40, 5, palette.soft)).join('') +
    at(
      50,
      -98,
      rect(-13, -40, 26, 40, palette.soft, { r: 8 }) +
        stroke('M0 -40C-10 -70 -16 -74 -22 -84M0 -40C2 -70 8 -80 14 -92', palette.leaf, 3) +
        circle(-22, -88, 11, palette.accent) +
        circle(15, -97, 13, lighter(palette.accent, 0.25)) +
        circle(-3, -76, 9, palette.leaf),
    ) +
    polygon([-70, -100, -30, -100, -38, -122, -62, -122], lighter(palette.textile, 0.2))
  )
}
