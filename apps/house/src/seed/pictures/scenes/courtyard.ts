import { lampLight, lantern, plant } from '../furniture.ts'
import { isDark } from '../light.ts'
import type { Paint } from '../paint.ts'
import { evening } from '../room.ts'
import {
  at,
  circle,
  darker,
  ellipse,
  framed,
  height,
  lighter,
  mix,
  n,
  path,
  rect,
  shadow,
  stroke,
  width,
} from '../shapes.ts'
import { drawView } from '../views.ts'

/** A courtyard house: grey tiles, red doors, a tree, a stone table. */
export function courtyard(paint: Paint): string {
  const { light, view, chance } = paint
  const red = chance.pick(['#a8322a', '#8e2f2b', '#6d3b2c', '#2f5d52'])
  return (
    framed(0, 0, width, 300, drawView(view === 'skyline' ? 'hills' : view, width, 300, light, chance)) +
    hall(paint, red) +
    paving(chance.pick(['#b9b2a6', '#a9a8a4', '#c0ab92'])) +
    at(chance.pick([140, 170]), 560, fruitTree(paint)) +
    at(640, 604, stoneTable()) +
    at(850, 590, plant(paint, 1.3)) +
    at(330, 520, plant(paint, 0.9)) +
    at(350, 150, lantern(14)) +
    at(610, 150, lantern(14)) +
    evening(paint) +
    lampLight(paint, 350, 190, 150) +
    lampLight(paint, 610, 190, 150)
  )
}

function hall({ light, palette }: Paint, red: string): string {
  const tile = '#666f78'
  const warm = isDark(light) ? '#ffcf7a' : '#f3e3c3'
  // Brick, then the roof with its turned-up ends.
  let drawn = rect(0, 250, width, 230, '#8d887f') + rect(0, 240, width, 14, tile)
  drawn += rect(40, 190, 880, 290, '#9a958d')
  for (let y = 200; y < 470; y += 18) drawn += rect(40, y, 880, 2, '#8a857d')
  drawn += rect(196, 190, 568, 290, darker(red, 0.1))
  for (const x of [196, 336, 480, 620, 752])
    drawn += rect(x - 9, 176, 20, 306, red, { r: 3 }) + rect(x - 14, 468, 30, 14, '#b9b2a6', { r: 3 })
  for (const x of [212, 640]) drawn += lattice(x, 220, 104, 170, red, warm) + rect(x, 394, 104, 76, '#8f8a82')
  for (const x of [352, 420, 496, 564]) {
    drawn +=
      lattice(x, 214, 56, 150, red, warm) +
      rect(x, 368, 56, 102, red) +
      rect(x + 7, 376, 42, 86, lighter(red, 0.1), { r: 2 })
  }
  drawn += circle(474, 400, 5, '#d9a441') + circle(487, 400, 5, '#d9a441')
  for (const x of [76, 810]) {
    drawn +=
      rect(x, 250, 74, 74, darker(red, 0.2), { r: 37 }) +
      rect(x + 7, 257, 60, 60, warm, { r: 30 }) +
      stroke(`M${x + 37} 252v70M${x + 2} 287h70`, darker(red, 0.2), 4)
  }
  drawn += rect(180, 160, 600, 26, mix(palette.leaf, '#2f6f73', 0.6)) + rect(180, 182, 600, 8, '#d9a441')
  drawn += path('M0 190Q60 176 84 84H876Q900 176 960 190L948 170Q930 160 912 166H48Q30 160 12 170Z', tile)
  for (let x = 100; x < 870; x += 20)
    drawn += stroke(`M${x} 90L${n(480 + (x - 480) * 1.12)} 164`, darker(tile, 0.16), 4)
  for (let x = 52; x < 916; x += 18) drawn += circle(x, 166, 7, lighter(tile, 0.12))
  return (
    drawn +
    rect(74, 72, 812, 18, darker(tile, 0.25), { r: 6 }) +
    path('M74 90q-22 -8 -26 -34q14 14 40 16ZM886 90q22 -8 26 -34q-14 14 -40 16Z', darker(tile, 0.25))
  )
}

function lattice(x: number, y: number, w: number, h: number, red: string, paper: string): string {
  let drawn = rect(x, y, w, h, red) + rect(x + 5, y + 5, w - 10, h - 10, paper)
  for (let i = 1; i < w / 18; i++) drawn += rect(x + i * 18 - 1, y + 5, 3, h - 10, red)
  for (let i = 1; i < h / 22; i++) drawn += rect(x + 5, y + i * 22, w - 10, 3, red)
  return drawn
}

function paving(stone: string): string {
  let drawn =
    rect(0, 478, width, height - 478, stone) +
    rect(150, 474, 660, 14, lighter(stone, 0.3)) +
    rect(130, 486, 700, 14, lighter(stone, 0.15))
  for (const y of [512, 540, 576, 620]) drawn += rect(0, y, width, 2, darker(stone, 0.12))
  for (let i = -6; i < 16; i++)
    drawn += stroke(`M${480 + (i - 5) * 84} 512L${480 + (i - 5) * 132} ${height}`, darker(stone, 0.12), 2)
  return drawn
}

/** Persimmons, pomegranates, or blossom. */
function fruitTree({ chance, light }: Paint): string {
  const [leaf, fruit] = chance.pick([
    ['#7f9c4e', '#ee8434'],
    ['#5f8f52', '#c8342d'],
    ['#f3b6c4', '#fbe3e8'],
    ['#e0a93f', '#f2cf6b'],
    ['#6d9a58', '#f4f1de'],
  ] as const)
  const shade = isDark(light) ? 0.35 : 0
  const green = mix(leaf, '#1d2b3f', shade)
  let drawn =
    shadow(0, 0, 70, 9) +
    stroke('M0 0C-8 -90 6 -150 0 -240M0 -140C-30 -180 -50 -200 -80 -220M0 -160C30 -190 50 -220 90 -240', '#6b4a35', 15)
  for (const [x, y, r] of [
    [-90, -250, 64],
    [90, -270, 70],
    [0, -320, 86],
    [-40, -220, 56],
    [46, -220, 54],
  ] as const)
    drawn += circle(x, y, r, x < 0 ? darker(green, 0.07) : green)
  for (let i = 0; i < 22; i++) {
    const [angle, far] = [chance.next() * 6.28, 20 + chance.next() * 110]
    drawn += circle(Math.cos(angle) * far, -275 + Math.sin(angle) * far * 0.75, 8, mix(fruit, '#1d2b3f', shade * 0.5))
  }
  return drawn
}

function stoneTable(): string {
  const stool = (x: number) =>
    ellipse(x, 0, 34, 7, '#000000', { opacity: 0.13 }) +
    path(`M${x - 28} -46h56q8 22 0 46h-56q-8 -24 0 -46Z`, '#b7b0a5') +
    ellipse(x, -46, 30, 9, '#cfc9bf')
  return (
    shadow(0, -4, 120, 10) +
    rect(-30, -78, 60, 76, '#a39c91', { r: 6 }) +
    ellipse(0, -82, 116, 20, '#9c958a') +
    ellipse(0, -90, 116, 20, '#c6c0b6') +
    stool(-130) +
    stool(130) +
    ellipse(-8, -108, 20, 15, '#7a4a34') +
    stroke('M10 -112q10 -2 14 -10', '#7a4a34', 4) +
    rect(34, -104, 16, 12, '#f4efe6', { r: 4 }) +
    rect(-62, -104, 16, 12, '#f4efe6', { r: 4 })
  )
}
