import type { Chance } from '@renting/platform/demo'
import { isDark, type Light } from './light.ts'
import { circle, darker, ellipse, lighter, mix, n, path, polygon, rect, stroke } from './shapes.ts'

export const views = ['skyline', 'roofs', 'hills', 'lake', 'wall', 'garden'] as const
export type View = (typeof views)[number]

/** What is seen outside, as wide and high as is asked for. */
export function drawView(view: View, w: number, h: number, light: Light, chance: Chance): string {
  return sky(w, h, light, chance) + landscapes[view](w, h, light, chance)
}

const landscapes: Readonly<Record<View, (w: number, h: number, light: Light, chance: Chance) => string>> = {
  skyline: (w, h, light, chance) => blocks(w, h, 0.62, 0.34, light, chance) + blocks(w, h, 0.86, 0.1, light, chance),
  roofs: (w, h, light, chance) => hill(w, h, 0.5, 0.55, light, chance) + roofs(w, h, light, chance),
  hills: (w, h, light, chance) =>
    hill(w, h, 0.45, 0.6, light, chance) + hill(w, h, 0.6, 0.35, light, chance) + hill(w, h, 0.78, 0.1, light, chance),
  lake: (w, h, light, chance) =>
    hill(w, h, 0.48, 0.55, light, chance) + hill(w, h, 0.58, 0.3, light, chance) + water(w, h, light, chance),
  wall: (w, h, light, chance) => hill(w, h, 0.48, 0.6, light, chance) + rampart(w, h, light, chance),
  garden: (w, h, light, chance) => hill(w, h, 0.55, 0.5, light, chance) + trees(w, h, light, chance),
}

function sky(w: number, h: number, light: Light, chance: Chance): string {
  const x = w * (0.2 + chance.next() * 0.6)
  const y = h * (light.name === 'dusk' ? 0.42 : 0.16 + chance.next() * 0.12)
  const size = Math.min(w, h) * 0.09
  const stars = light.name === 'night' ? dots(w, h, chance) : ''
  const halo = circle(x, y, size * 1.9, light.orb, { opacity: 0.25 })
  return rect(0, 0, w, h, 'url(#sky)') + stars + halo + circle(x, y, size, light.orb) + clouds(w, h, light, chance)
}

function dots(w: number, h: number, chance: Chance): string {
  return Array.from({ length: 16 }, () =>
    circle(chance.next() * w, chance.next() * h * 0.5, 0.8 + chance.next(), '#ffffff', { opacity: 0.8 }),
  ).join('')
}

function clouds(w: number, h: number, light: Light, chance: Chance): string {
  const colour = mix(light.skyBottom, '#ffffff', isDark(light) ? 0.12 : 0.7)
  return Array.from({ length: chance.whole(1, 3) }, () => {
    const [x, y, size] = [chance.next() * w, h * (0.1 + chance.next() * 0.25), w * (0.05 + chance.next() * 0.06)]
    const puff = (dx: number, r: number) =>
      ellipse(x + dx * size, y, r * size, r * size * 0.4, colour, { opacity: 0.6 })
    return (
      puff(0, 1) +
      puff(0.8, 0.8) +
      ellipse(x + 0.3 * size, y - size * 0.25, size * 0.6, size * 0.35, colour, { opacity: 0.6 })
    )
  }).join('')
}

/** A ridge. @param far 0-1: how much of the haze it has */
function hill(w: number, h: number, top: number, far: number, light: Light, chance: Chance): string {
  const green = isDark(light) ? '#2b3f4a' : '#5f8a62'
  const count = 6
  const ys = Array.from({ length: count + 1 }, () => h * (top + (chance.next() - 0.5) * 0.2))
  let d = `M0 ${n(h)}L0 ${n(ys[0]!)}`
  for (let i = 0; i < count; i++) {
    const [x, next] = [(i * w) / count, ((i + 1) * w) / count]
    const middle = (x + next) / 2
    d += `C${n(middle)} ${n(ys[i]!)} ${n(middle)} ${n(ys[i + 1]!)} ${n(next)} ${n(ys[i + 1]!)}`
  }
  return path(`${d}L${n(w)} ${n(h)}Z`, mix(green, light.haze, far))
}

/** A row of buildings. */
function blocks(w: number, h: number, base: number, far: number, light: Light, chance: Chance): string {
  const stone = mix(isDark(light) ? '#26304f' : '#7f93a8', light.haze, far)
  const pane = isDark(light) ? '#ffd98a' : lighter(stone, 0.3)
  let drawn = ''
  for (let x = -w * 0.02; x < w; ) {
    const wide = Math.min(w, h) * (0.1 + chance.next() * 0.12)
    const tall = h * (base - 0.25 + chance.next() * 0.3) * 0.75
    const y = h - tall
    drawn += rect(x, y, wide, tall, mix(stone, chance.happens(0.5) ? '#ffffff' : '#000000', chance.next() * 0.12))
    if (chance.happens(0.2)) drawn += rect(x + wide * 0.46, y - tall * 0.16, wide * 0.08, tall * 0.18, stone)
    if (chance.happens(0.2)) drawn += polygon([x, y + 1, x + wide / 2, y - wide * 0.4, x + wide, y + 1], stone)
    const step = wide / 4
    for (let row = y + step; row < h - step; row += step * 1.4) {
      for (let column = 0; column < 3; column++) {
        if (!chance.happens(isDark(light) ? 0.45 : 0.6)) continue
        drawn += rect(x + step * (0.6 + column), row, step * 0.55, step * 0.7, pane, {
          opacity: isDark(light) ? 0.85 : 0.5,
        })
      }
    }
    x += wide + w * 0.012 * chance.whole(0, 2)
  }
  return drawn
}

/** Grey tiled roofs of lanes, with trees between. */
function roofs(w: number, h: number, light: Light, chance: Chance): string {
  const tile = mix(isDark(light) ? '#2c3347' : '#77818a', light.haze, 0.1)
  let drawn = ''
  for (const [row, top] of [0.55, 0.7, 0.86].entries()) {
    const size = h * (0.1 + row * 0.03)
    for (let x = -size * chance.next() * 2; x < w; ) {
      const wide = size * (2.4 + chance.next() * 1.6)
      const y = h * top + (chance.next() - 0.5) * size * 0.5
      const colour = mix(tile, '#000000', row * 0.1)
      if (chance.happens(0.4)) drawn += tree(x + wide * 0.9, y + size * 0.3, size * 1.1, light, chance)
      drawn += rect(x + size * 0.3, y + size * 0.5, wide - size * 0.6, h, isDark(light) ? '#3a3548' : '#b9a892')
      if (isDark(light) && chance.happens(0.6))
        drawn += rect(x + wide * 0.4, y + size * 0.75, size * 0.5, size * 0.4, '#ffcf7a')
      drawn += path(
        `M${n(x)} ${n(y + size * 0.65)}Q${n(x + size * 0.5)} ${n(y + size * 0.5)} ${n(x + size * 0.6)} ${n(y)}L${n(x + wide - size * 0.6)} ${n(y)}Q${n(x + wide - size * 0.5)} ${n(y + size * 0.5)} ${n(x + wide)} ${n(y + size * 0.65)}Z`,
        colour,
      )
      for (let rib = x + size * 0.7; rib < x + wide - size * 0.6; rib += size * 0.3) {
        drawn += stroke(`M${n(rib)} ${n(y + 2)}V${n(y + size * 0.6)}`, darker(colour, 0.14), size * 0.05)
      }
      drawn += rect(x + size * 0.5, y - size * 0.08, wide - size, size * 0.12, darker(colour, 0.25))
      x += wide * (0.9 + chance.next() * 0.2)
    }
  }
  return drawn
}

function water(w: number, h: number, light: Light, chance: Chance): string {
  const colour = mix(light.skyTop, isDark(light) ? '#1f2d52' : '#5fa8c4', 0.5)
  let drawn = rect(0, h * 0.66, w, h * 0.34, colour)
  for (let i = 0; i < 14; i++) {
    const [x, y] = [chance.next() * w, h * (0.68 + chance.next() * 0.3)]
    drawn += rect(x, y, w * (0.04 + chance.next() * 0.1), h * 0.008, lighter(colour, 0.35), { r: 2, opacity: 0.7 })
  }
  const boat = w * (0.2 + chance.next() * 0.6)
  const size = Math.min(w, h) * 0.06
  return `${drawn}${path(`M${n(boat - size)} ${n(h * 0.74)}h${n(size * 2)}l${n(-size * 0.4)} ${n(size * 0.4)}h${n(-size * 1.2)}Z`, '#6b4a35')}${polygon([boat, h * 0.735, boat, h * 0.735 - size * 1.6, boat + size * 0.9, h * 0.735], '#fff6e6')}`
}

/** The Great Wall along a ridge. */
function rampart(w: number, h: number, light: Light, chance: Chance): string {
  const stone = mix(isDark(light) ? '#454a63' : '#c2a784', light.haze, 0.25)
  const [a, b] = [0.62 - chance.next() * 0.08, 0.5 + chance.next() * 0.12]
  const y = (x: number) => h * (a + (b - a) * x + 0.07 * Math.sin(x * 7 + a * 20))
  let drawn = ''
  for (let i = 0; i < 60; i++) {
    const x = i / 60
    drawn += rect(x * w, y(x), w / 58, h, stone)
    if (i % 2 === 0) drawn += rect(x * w, y(x) - h * 0.014, w / 75, h * 0.02, stone)
  }
  for (const x of [0.22, 0.68]) {
    const size = Math.min(w, h) * 0.12
    drawn += rect(x * w - size / 2, y(x) - size * 0.7, size, size * 2, darker(stone, 0.08))
    drawn += rect(x * w - size * 0.6, y(x) - size * 0.8, size * 1.2, size * 0.16, darker(stone, 0.18))
    for (const dx of [-0.25, 0.05, 0.3]) {
      const opening = isDark(light) ? '#ffcf7a' : darker(stone, 0.45)
      drawn += rect(x * w + dx * size - size * 0.06, y(x) - size * 0.45, size * 0.14, size * 0.24, opening, {
        r: size * 0.06,
      })
    }
  }
  // The slope in front hides the foot.
  const foot = Array.from({ length: 13 }, (_, i) => [(i / 12) * w, y(i / 12) + h * 0.08]).flat()
  const slope = polygon([...foot, w, h, 0, h], mix(isDark(light) ? '#2b3f4a' : '#6d9462', light.haze, 0.15))
  return drawn + slope + hill(w, h, 0.86, 0, light, chance)
}

function trees(w: number, h: number, light: Light, chance: Chance): string {
  let drawn = rect(0, h * 0.82, w, h * 0.18, isDark(light) ? '#25402f' : '#8fb573')
  for (let i = 0; i < 7; i++) {
    drawn += tree(
      w * ((i + chance.next()) / 7),
      h * (0.82 + chance.next() * 0.08),
      h * (0.28 + chance.next() * 0.2),
      light,
      chance,
    )
  }
  return drawn
}

/** A tree that stands at a point. @param size its height */
export function tree(x: number, y: number, size: number, light: Light, chance: Chance): string {
  const tint = chance.pick(['#6a9c5d', '#7fae6a', '#558a5a', '#8bb05e', '#d79a4f', '#e2b04a'])
  const leaf = isDark(light) ? mix(tint, '#1d2b3f', 0.62) : tint
  const trunk = rect(x - size * 0.035, y - size * 0.5, size * 0.07, size * 0.5, isDark(light) ? '#2a2430' : '#7a5a44')
  if (chance.happens(0.25)) {
    const layer = (top: number, wide: number) =>
      polygon([x - size * wide, y - size * top, x, y - size * (top + 0.42), x + size * wide, y - size * top], leaf)
    return trunk + layer(0.2, 0.26) + layer(0.4, 0.21) + layer(0.58, 0.16)
  }
  const crown = (dx: number, dy: number, r: number, colour: string) =>
    circle(x + dx * size, y - dy * size, r * size, colour)
  return (
    trunk +
    crown(-0.14, 0.52, 0.2, darker(leaf, 0.1)) +
    crown(0.14, 0.54, 0.2, leaf) +
    crown(0, 0.74, 0.24, lighter(leaf, 0.08))
  )
}
