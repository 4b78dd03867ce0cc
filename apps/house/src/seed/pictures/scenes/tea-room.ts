import { lampLight, lantern, plant } from '../furniture.ts'
import type { Paint } from '../paint.ts'
import { evening, ground, shell } from '../room.ts'
import { at, circle, darker, ellipse, framed, lighter, mix, path, rect, shadow, stroke } from '../shapes.ts'
import { drawView } from '../views.ts'

/** A round window, and a low table for tea. */
export function teaRoom(paint: Paint): string {
  const { palette, light, view, chance } = paint
  const [x, y, r] = [480, 220, 158]
  const wood = darker(palette.wood, 0.15)
  const outside = framed(x - r, y - r, r * 2, r * 2, drawView(view, r * 2, r * 2, light, chance))
  const moon = `<clipPath id="moon"><circle cx="${x}" cy="${y}" r="${r}"/></clipPath><g clip-path="url(#moon)">${outside}</g>`
  const lattice = chance.happens(0.5)
    ? stroke(
        `M${x - 60} ${y - 145}V${y + 145}M${x + 60} ${y - 145}V${y + 145}M${x - 145} ${y - 60}H${x + 145}M${x - 145} ${y + 60}H${x + 145}`,
        wood,
        5,
      )
    : ''
  return (
    shell(paint) +
    moon +
    lattice +
    `<circle cx="${x}" cy="${y}" r="${r}" fill="none" stroke="${wood}" stroke-width="14"/>` +
    screen(paint, 60) +
    screen(paint, 760) +
    at(480, ground + 30, platform(paint)) +
    at(480, 560, table(paint)) +
    at(250, 610, cushion(palette.textile)) +
    at(710, 610, cushion(palette.accent)) +
    at(140, 600, plant(paint, 0.95)) +
    at(250, 0, lantern(40, chance.pick(['#c8342d', palette.soft, palette.accent]))) +
    at(710, 0, lantern(40, chance.pick(['#c8342d', palette.soft]))) +
    evening(paint) +
    lampLight(paint, 250, 66, 180) +
    lampLight(paint, 710, 66, 180)
  )
}

/** A wooden screen with paper behind it. */
function screen({ palette }: Paint, x: number): string {
  let drawn =
    rect(x, 60, 140, ground - 60, darker(palette.wood, 0.15), { r: 3 }) +
    rect(x + 8, 68, 124, ground - 76, palette.soft)
  for (let column = 0; column < 4; column++) drawn += rect(x + 8 + column * 41.3 - 2, 68, 4, 250, palette.wood)
  for (let row = 0; row < 7; row++) drawn += rect(x + 8, 66 + row * 41.6, 124, 4, palette.wood)
  return drawn + rect(x + 8, 330, 124, ground - 340, mix(palette.wood, palette.soft, 0.25))
}

function platform({ palette }: Paint): string {
  return (
    ellipse(0, 80, 420, 60, mix(palette.leaf, palette.soft, 0.55), { opacity: 0.9 }) +
    ellipse(0, 80, 400, 54, mix(palette.leaf, palette.soft, 0.65))
  )
}

function table({ palette }: Paint): string {
  const wood = palette.wood
  const cup = (x: number) => path(`M${x - 11} -82h22q-1 14 -11 14t-11 -14Z`, palette.soft)
  return (
    shadow(0, 14, 190, 14) +
    rect(-150, -58, 18, 70, darker(wood, 0.2), { r: 4 }) +
    rect(132, -58, 18, 70, darker(wood, 0.2), { r: 4 }) +
    rect(-180, -70, 360, 18, wood, { r: 7 }) +
    rect(-150, -52, 300, 9, darker(wood, 0.12)) +
    rect(-92, -76, 130, 7, darker(wood, 0.3), { r: 3 }) +
    ellipse(-26, -94, 30, 21, palette.accent) +
    ellipse(-26, -112, 12, 5, darker(palette.accent, 0.15)) +
    circle(-26, -117, 4, darker(palette.accent, 0.25)) +
    stroke('M2 -98q14 -4 20 -14M-54 -104q-18 8 -2 22', darker(palette.accent, 0.1), 5) +
    cup(60) +
    cup(96) +
    at(
      -132,
      -70,
      rect(-9, -34, 18, 34, palette.textile, { r: 7 }) +
        stroke('M0 -34C-8 -60 -4 -74 -20 -92M0 -34C4 -62 14 -74 16 -100', darker(palette.wood, 0.2), 3) +
        [
          [-20, -94],
          [-10, -72],
          [15, -102],
          [8, -80],
          [20, -88],
        ]
          .map(([px, py]) => circle(px!, py!, 6, lighter(palette.accent, 0.3)))
          .join(''),
    )
  )
}

function cushion(colour: string): string {
  return (
    ellipse(0, 4, 84, 16, '#000000', { opacity: 0.13 }) +
    rect(-76, -22, 152, 28, darker(colour, 0.1), { r: 14 }) +
    ellipse(0, -20, 70, 12, lighter(colour, 0.12))
  )
}
