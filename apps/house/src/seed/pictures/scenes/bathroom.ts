import { lampLight, plant } from '../furniture.ts'
import type { Paint } from '../paint.ts'
import { evening, openWindow } from '../room.ts'
import { at, circle, darker, ellipse, lighter, mix, path, rect, shadow, stroke } from '../shapes.ts'

/** A bathtub at the window, a basin under a mirror. */
export function bathroom(paint: Paint): string {
  const { palette, chance } = paint
  const opening = { x: 380, y: 80, w: 400, h: 210 }
  const stone = mix(palette.wall, palette.soft, 0.3)
  return (
    walls(stone, palette.textile, chance.happens(0.5)) +
    openWindow(paint, opening, false) +
    floor(mix(palette.floor, palette.soft, chance.pick([0.1, 0.55]))) +
    basin(paint) +
    at(590, 580, tub(paint)) +
    at(880, 560, plant(paint, 1.25)) +
    evening(paint) +
    lampLight(paint, 110, 150, 150) +
    lampLight(paint, 290, 150, 150)
  )
}

function walls(stone: string, tint: string, lower: boolean): string {
  let drawn = rect(0, 0, 960, 470, stone)
  const tile = lower ? mix(stone, tint, 0.45) : lighter(stone, 0.2)
  for (let row = 0; row < 6; row++) {
    for (let column = -1; column < 12; column++) {
      drawn += rect(column * 86 + (row % 2) * 43, 290 + row * 30, 82, 27, row % 3 === 1 ? tile : lighter(tile, 0.07), {
        r: 2,
      })
    }
  }
  return drawn
}

function floor(colour: string): string {
  let drawn = rect(0, 466, 960, 174, colour) + rect(0, 462, 960, 8, lighter(colour, 0.4))
  for (const y of [500, 546, 604]) drawn += rect(0, y, 960, 2, darker(colour, 0.1))
  for (let i = -4; i < 18; i++)
    drawn += stroke(`M${330 + (i - 4) * 48} 470L${330 + (i - 4) * 90} 640`, darker(colour, 0.1), 2)
  return drawn
}

function basin({ palette }: Paint): string {
  const { wood, soft, dark, accent, textile } = palette
  return (
    rect(122, 74, 156, 200, dark, { r: 78 }) +
    rect(130, 82, 140, 184, mix('#d5e8ee', palette.wall, 0.25), { r: 70 }) +
    stroke('M160 220L236 120M184 236L246 156', '#ffffff', 6, { opacity: 0.5 }) +
    [110, 290].map((x) => rect(x - 3, 120, 6, 22, dark) + circle(x, 152, 17, '#fff3d6')).join('') +
    shadow(200, 520, 150, 9) +
    rect(70, 372, 260, 138, wood, { r: 5 }) +
    rect(82, 386, 114, 110, lighter(wood, 0.1), { r: 4 }) +
    rect(204, 386, 114, 110, lighter(wood, 0.1), { r: 4 }) +
    circle(186, 440, 4, dark) +
    circle(214, 440, 4, dark) +
    rect(60, 362, 280, 14, soft, { r: 4 }) +
    path('M146 328h108q-4 36 -54 36t-54 -36Z', lighter(soft, 0.4)) +
    stroke('M200 330v-36q0 -12 14 -12h10', dark, 6) +
    rect(84, 334, 16, 28, accent, { r: 4 }) +
    rect(106, 326, 14, 36, textile, { r: 5 }) +
    rect(290, 342, 26, 20, palette.leaf, { r: 6 })
  )
}

function tub({ palette }: Paint): string {
  const white = lighter(palette.soft, 0.5)
  return (
    shadow(0, 0, 230, 14) +
    rect(-150, -18, 18, 18, palette.dark, { r: 5 }) +
    rect(132, -18, 18, 18, palette.dark, { r: 5 }) +
    path('M-216 -150h432c2 78 -30 138 -96 138h-240c-66 0 -98 -60 -96 -138Z', white) +
    path('M-120 -12h240c66 0 98 -60 96 -138h-40c0 60 -40 112 -116 112h-220c10 16 22 26 40 26Z', darker(white, 0.06)) +
    rect(-226, -164, 452, 22, white, { r: 11 }) +
    rect(-226, -146, 452, 6, darker(white, 0.08), { r: 3 }) +
    [
      [-90, 26],
      [-56, 34],
      [-16, 28],
      [22, 20],
      [-120, 16],
    ]
      .map(([x, r]) => circle(x!, -160, r!, '#ffffff', { opacity: 0.9 }))
      .join('') +
    rect(-10, -160, 1, 1, white) +
    stroke('M176 -162v-62q0 -20 -20 -20t-20 18', palette.dark, 8) +
    rect(-206, -172, 74, 92, palette.accent, { r: 4 }) +
    rect(-206, -104, 74, 8, lighter(palette.accent, 0.35)) +
    ellipse(110, -166, 26, 5, palette.wood)
  )
}
