import { isDark } from '../light.ts'
import type { Paint } from '../paint.ts'
import { circle, darker, ellipse, framed, lighter, mix, path, rect, stroke, width } from '../shapes.ts'
import { drawView, tree } from '../views.ts'

/** A block of flats with balconies, among trees. */
export function tower(paint: Paint): string {
  const { light, view, chance } = paint
  const lawn = isDark(light) ? '#25402f' : '#93b877'
  const x = chance.pick([300, 330, 360])
  return (
    framed(0, 0, width, 560, drawView(view === 'lake' ? 'skyline' : view, width, 560, light, chance)) +
    rect(0, 540, width, 100, lawn) +
    [60, 180, 800, 900].map((at) => tree(at, 556, 190 + chance.next() * 90, light, chance)).join('') +
    wing(paint, x + 250, 250, 180) +
    wing(paint, x, 70, 270) +
    path(`M0 604Q480 560 960 604V640H0Z`, isDark(light) ? '#3b4152' : '#d6d0c2') +
    [110, 250, 700, 840].map((at) => tree(at, 620, 130 + chance.next() * 60, light, chance)).join('') +
    bushes(paint)
  )
}

function wing({ palette, light, chance }: Paint, x: number, top: number, w: number): string {
  const dim = (colour: string) => mix(colour, '#1a2340', isDark(light) ? 0.5 : 0)
  const wall = dim(
    chance.pick([palette.soft, palette.wall, mix(palette.accent, '#ffffff', 0.25), '#c98d6b', '#d9dee2']),
  )
  const band = dim(chance.pick([palette.accent, palette.wood, palette.textile]))
  let drawn = rect(x, top, w, 586 - top, wall) + rect(x + w - 26, top, 26, 586 - top, darker(wall, 0.08))
  drawn +=
    rect(x - 8, top - 14, w + 16, 16, band, { r: 3 }) + rect(x + w * 0.3, top - 40, w * 0.25, 28, darker(wall, 0.12))
  const columns = Math.floor(w / 84)
  const step = (w - 26) / columns
  for (let y = top + 22; y < 500; y += 62) {
    for (let column = 0; column < columns; column++) {
      const left = x + column * step + 12
      const lit = isDark(light) && chance.happens(0.6)
      const pane = lit ? '#ffd58a' : isDark(light) ? '#3a4668' : '#b9d8e4'
      drawn += rect(left, y, step - 22, 38, pane) + rect(left + (step - 22) / 2 - 1.5, y, 3, 38, wall)
      if ((column + (x > 500 ? 1 : 0)) % 2 === 0) {
        drawn +=
          rect(left - 7, y + 22, step - 8, 24, band, { r: 2 }) +
          rect(left - 7, y + 19, step - 8, 5, lighter(band, 0.25))
        if (chance.happens(0.5))
          drawn +=
            circle(left + 8, y + 17, 8, dim(palette.leaf)) +
            circle(left + 18, y + 18, 6, dim(lighter(palette.leaf, 0.15)))
      }
    }
  }
  const door = x + w / 2 - 34
  return (
    drawn +
    rect(door - 14, 518, 96, 10, band, { r: 3 }) +
    rect(door, 528, 68, 58, isDark(light) ? '#ffe0a0' : '#8fb5c4') +
    stroke(`M${door + 34} 528v58`, wall, 4)
  )
}

function bushes({ palette, light }: Paint): string {
  const leaf = mix(palette.leaf, '#1a2340', isDark(light) ? 0.5 : 0)
  return [
    [40, 60],
    [180, 44],
    [620, 52],
    [760, 66],
    [930, 56],
  ]
    .map(([x, r]) => ellipse(x!, 646, r! * 1.5, r! * 0.7, x! % 3 === 0 ? leaf : darker(leaf, 0.08)))
    .join('')
}
