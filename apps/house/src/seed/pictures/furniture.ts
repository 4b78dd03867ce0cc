import { isDark } from './light.ts'
import type { Paint } from './paint.ts'
import { at, circle, darker, ellipse, glow, lighter, mix, path, polygon, rect, shadow, stroke } from './shapes.ts'

// Each piece stands on its origin: what is higher has a negative y.

export function sofa({ palette, chance }: Paint, colour = palette.textile): string {
  const [back, front] = [colour, lighter(colour, 0.12)]
  const leg = (x: number) => rect(x, -14, 10, 14, palette.wood)
  const seats = chance.pick([2, 3])
  const w = 300
  let drawn = shadow(0, 0, 175, 12) + leg(-140) + leg(130)
  drawn += rect(-w / 2 + 8, -118, w - 16, 90, back, { r: 18 })
  for (let i = 0; i < seats; i++) {
    const seat = (w - 48) / seats
    drawn += rect(-w / 2 + 24 + i * seat + 2, -112, seat - 4, 56, lighter(back, 0.06), { r: 12 })
    drawn += rect(-w / 2 + 24 + i * seat + 1, -64, seat - 2, 32, front, { r: 10 })
  }
  drawn += rect(-w / 2 + 6, -34, w - 12, 22, darker(colour, 0.08), { r: 6 })
  drawn += rect(-w / 2 - 8, -88, 36, 76, front, { r: 14 }) + rect(w / 2 - 28, -88, 36, 76, front, { r: 14 })
  drawn += at(-88, -64, cushion(palette.accent, chance.whole(-14, 2)))
  if (chance.happens(0.7)) drawn += at(84, -64, cushion(palette.soft, chance.whole(-2, 14)))
  if (chance.happens(0.4)) drawn += path('M60 -118h58v70q-30 10 -58 0Z', mix(palette.accent, palette.soft, 0.55))
  return drawn
}

function cushion(colour: string, tilt: number): string {
  return `<g transform="rotate(${tilt})">${rect(-24, -44, 48, 46, colour, { r: 9 })}${rect(-15, -35, 30, 28, lighter(colour, 0.16), { r: 6 })}</g>`
}

export function armchair({ palette, chance }: Paint): string {
  const colour = chance.pick([palette.accent, palette.soft, lighter(palette.textile, 0.3)])
  return (
    shadow(0, 0, 74, 9) +
    polygon([-48, 0, -40, -30, -30, -30, -40, 0], palette.wood) +
    polygon([48, 0, 40, -30, 30, -30, 40, 0], palette.wood) +
    rect(-46, -128, 92, 84, colour, { r: 26 }) +
    rect(-56, -60, 112, 36, lighter(colour, 0.1), { r: 14 }) +
    rect(-62, -82, 22, 54, darker(colour, 0.07), { r: 10 }) +
    rect(40, -82, 22, 54, darker(colour, 0.07), { r: 10 })
  )
}

export function coffeeTable({ palette, chance }: Paint): string {
  const top = chance.pick([palette.wood, lighter(palette.wood, 0.25), palette.soft])
  return (
    ellipse(0, 4, 92, 9, '#000000', { opacity: 0.12 }) +
    stroke('M-56 -36L-66 0M56 -36L66 0', darker(palette.wood, 0.15), 7) +
    rect(-88, -46, 176, 12, top, { r: 6 }) +
    at(-34, -46, chance.happens(0.5) ? vase(palette.accent, palette.leaf) : books(palette.accent, palette.textile)) +
    at(34, -46, cup(palette.soft))
  )
}

function vase(colour: string, leaf: string): string {
  return (
    stroke('M0 -26C-4 -44 -14 -50 -18 -60M0 -26C2 -48 6 -56 6 -70M0 -26C6 -42 16 -46 22 -52', leaf, 3) +
    circle(-18, -62, 7, leaf) +
    circle(6, -72, 8, lighter(leaf, 0.15)) +
    circle(23, -54, 6, leaf) +
    path('M-9 -30h18c-2 8 6 12 4 22c-1 6 -5 8 -13 8s-12 -2 -13 -8c-2 -10 6 -14 4 -22Z', colour)
  )
}

export function books(first: string, second: string): string {
  return (
    rect(-30, -9, 60, 9, first, { r: 2 }) +
    rect(-24, -17, 52, 8, second, { r: 2 }) +
    rect(-27, -24, 46, 7, lighter(first, 0.45), { r: 2 })
  )
}

function cup(colour: string): string {
  return rect(-9, -15, 18, 15, colour, { r: 4 }) + stroke('M9 -11q8 0 0 7', colour, 3)
}

/** Shines in the evening; what shines is drawn by `lampLight`. */
export function floorLamp({ palette }: Paint): string {
  return (
    ellipse(0, 0, 26, 5, palette.dark) +
    rect(-2.5, -250, 5, 250, palette.dark) +
    polygon([-26, -310, 26, -310, 44, -244, -44, -244], mix(palette.soft, '#ffe2a3', 0.3))
  )
}

export function tableLamp({ palette }: Paint): string {
  return (
    rect(-3, -40, 6, 36, palette.dark) +
    ellipse(0, -4, 16, 5, palette.dark) +
    polygon([-16, -72, 16, -72, 27, -36, -27, -36], mix(palette.soft, '#ffe2a3', 0.3))
  )
}

export function pendant({ palette, chance }: Paint, drop: number): string {
  const colour = chance.pick([palette.accent, palette.dark, palette.soft])
  const shade = chance.pick([
    path(`M-40 ${drop}a40 36 0 0 1 80 0Z`, colour),
    circle(0, drop - 18, 26, mix(colour, '#ffe9bf', 0.4)),
    polygon([-14, drop - 44, 14, drop - 44, 46, drop, -46, drop], colour),
  ])
  return rect(-1.5, 0, 3, drop - 30, palette.dark) + shade
}

/** Light around a lamp, in the evening. */
export function lampLight({ light }: Paint, x: number, y: number, reach = 190): string {
  return isDark(light) ? glow(x, y, reach, 0.5) + glow(x, y, reach * 0.4, 0.7) : ''
}

export function plant({ palette, chance }: Paint, size = 1): string {
  const pot = chance.pick([palette.soft, palette.accent, mix(palette.wood, palette.soft, 0.2), palette.dark])
  const { leaf } = palette
  const kind = chance.pick(['monstera', 'palm', 'fig', 'snake'] as const)
  let drawn = shadow(0, 0, 40, 6)
  const blade = (angle: number, length: number, wide: number, colour: string) =>
    `<g transform="translate(0 -56) rotate(${angle})">${path(`M0 0C${-wide} ${-length * 0.4} ${-wide * 0.7} ${-length * 0.8} 0 ${-length}C${wide * 0.7} ${-length * 0.8} ${wide} ${-length * 0.4} 0 0Z`, colour)}</g>`
  if (kind === 'snake') {
    for (const [angle, length] of [
      [-16, 120],
      [14, 130],
      [-6, 160],
      [5, 145],
      [22, 95],
    ] as const) {
      drawn += blade(angle, length, 11, angle % 2 === 0 ? leaf : lighter(leaf, 0.14))
    }
  }
  if (kind === 'palm') {
    for (const [angle, length] of [
      [-62, 120],
      [62, 115],
      [-36, 150],
      [38, 145],
      [-12, 165],
      [14, 160],
    ] as const) {
      drawn += blade(angle, length, 15, angle < 0 ? leaf : lighter(leaf, 0.12))
    }
  }
  if (kind === 'monstera' || kind === 'fig') {
    drawn += stroke(
      'M0 -50C-4 -100 4 -130 0 -170M0 -70C-20 -100 -30 -110 -44 -124M0 -80C16 -110 26 -118 42 -138',
      darker(leaf, 0.25),
      4,
    )
    const round = kind === 'fig' ? 0.8 : 1
    for (const [x, y, r] of [
      [-48, -128, 28],
      [46, -144, 30],
      [0, -180, 32],
      [-26, -164, 24],
      [26, -116, 22],
      [-20, -100, 20],
    ] as const) {
      drawn += ellipse(x, y, r, r * round, x < 0 ? leaf : lighter(leaf, 0.12))
      drawn += stroke(`M${x} ${y + r * 0.6}V${y - r * 0.5}`, darker(leaf, 0.15), 2)
    }
  }
  drawn += polygon([-30, -58, 30, -58, 22, 0, -22, 0], pot) + rect(-34, -64, 68, 12, darker(pot, 0.08), { r: 4 })
  return at(0, 0, drawn, size)
}

export function rug({ palette, chance }: Paint, w: number): string {
  const colour = mix(chance.pick([palette.accent, palette.textile, palette.soft]), palette.soft, 0.4)
  if (chance.happens(0.5)) {
    return (
      ellipse(0, 0, w / 2, w * 0.09, colour) +
      ellipse(0, 0, w * 0.4, w * 0.068, darker(colour, 0.06)) +
      ellipse(0, 0, w * 0.27, w * 0.045, colour)
    )
  }
  const [half, deep] = [w / 2, w * 0.08]
  return (
    polygon([-half + 36, -deep, half - 36, -deep, half, deep, -half, deep], colour) +
    polygon(
      [-half + 52, -deep + 8, half - 52, -deep + 8, half - 26, deep - 9, -half + 26, deep - 9],
      darker(colour, 0.07),
    ) +
    polygon([-half + 66, -deep + 15, half - 66, -deep + 15, half - 48, deep - 17, -half + 48, deep - 17], colour)
  )
}

/** Shelves with books and things. */
export function bookshelf({ palette, chance }: Paint, w: number, rows: number): string {
  const wood = palette.wood
  const h = rows * 72 + 12
  let drawn = shadow(0, 0, w * 0.6, 8) + rect(-w / 2, -h, w, h, wood, { r: 3 })
  for (let row = 0; row < rows; row++) {
    const bottom = -row * 72 - 12
    drawn += rect(-w / 2 + 8, bottom - 62, w - 16, 62, darker(wood, 0.28))
    let x = -w / 2 + 14
    while (x < w / 2 - 26) {
      if (chance.happens(0.12)) {
        drawn += at(x + 16, bottom, vase(palette.soft, palette.leaf), 0.6)
        x += 38
        continue
      }
      const [thick, tall] = [chance.whole(8, 15), chance.whole(32, 54)]
      const colour = chance.pick([
        palette.accent,
        palette.textile,
        palette.soft,
        lighter(palette.leaf, 0.2),
        lighter(palette.dark, 0.25),
      ])
      if (chance.happens(0.85)) drawn += rect(x, bottom - tall, thick, tall, colour, { r: 1 })
      x += thick + 2
    }
  }
  return drawn
}

export function sideTable({ palette }: Paint, w = 74): string {
  return (
    shadow(0, 0, w * 0.6, 6) +
    rect(-w / 2, -66, w, 60, palette.wood, { r: 4 }) +
    rect(-w / 2 + 6, -60, w - 12, 22, lighter(palette.wood, 0.12), { r: 2 }) +
    rect(-w / 2 + 6, -34, w - 12, 22, lighter(palette.wood, 0.12), { r: 2 }) +
    circle(0, -49, 3, palette.dark) +
    circle(0, -23, 3, palette.dark) +
    rect(-w / 2 + 4, -6, 6, 6, darker(palette.wood)) +
    rect(w / 2 - 10, -6, 6, 6, darker(palette.wood))
  )
}

/** A red paper lantern on its cord. */
export function lantern(drop: number, colour = '#c8342d'): string {
  return (
    rect(-1, 0, 2, drop, '#3a2420') +
    rect(-12, drop - 4, 24, 7, '#d9a441', { r: 2 }) +
    ellipse(0, drop + 24, 32, 25, colour) +
    ellipse(0, drop + 24, 18, 25, lighter(colour, 0.14)) +
    ellipse(0, drop + 24, 5, 25, colour) +
    rect(-12, drop + 45, 24, 7, '#d9a441', { r: 2 }) +
    stroke(`M0 ${drop + 52}v22M-5 ${drop + 52}v16M5 ${drop + 52}v16`, '#d9a441', 2)
  )
}

export function glassOf(drink: string): string {
  return rect(-9, -26, 18, 26, '#ffffff', { r: 4, opacity: 0.75 }) + rect(-7, -17, 14, 15, drink, { r: 3 })
}

/** Small bulbs along a cord from side to side. @param y of its ends */
export function stringLights(y: number): string {
  const bulbs = [150, 230, 310, 400, 480, 560, 650, 730, 810]
  const sag = (x: number) => y + 34 - ((x - 480) / 480) ** 2 * 34
  return (
    stroke(`M0 ${y}Q480 ${y + 68} 960 ${y}`, '#3a3f4a', 2) +
    bulbs.map((x) => circle(x, sag(x) + 9, 7, '#ffe2a3')).join('')
  )
}
