import { isDark } from './light.ts'
import type { Paint } from './paint.ts'
import { circle, darker, framed, height, lighter, mix, polygon, rect, stroke, width } from './shapes.ts'
import { drawView } from './views.ts'

/** Where the wall meets the floor. */
export const ground = 468

/** Wall and floor of an empty room. */
export function shell({ palette, chance }: Paint): string {
  const { wall, floor, soft } = palette
  const style = chance.pick(['plain', 'plain', 'panels', 'stripes', 'half'] as const)
  let drawn = rect(0, 0, width, ground, wall)
  if (style === 'panels') {
    for (let x = 24; x < width; x += 152) {
      drawn += rect(x, 40, 128, 250, lighter(wall, 0.14)) + rect(x + 5, 45, 118, 240, wall)
      drawn += rect(x, 316, 128, 120, lighter(wall, 0.14)) + rect(x + 5, 321, 118, 110, wall)
    }
  }
  if (style === 'stripes') {
    for (let x = 0; x < width; x += 48) drawn += rect(x, 0, 24, ground, lighter(wall, 0.1))
  }
  if (style === 'half') {
    drawn += rect(0, 300, width, ground - 300, mix(wall, palette.textile, 0.35)) + rect(0, 296, width, 7, soft)
  }
  drawn += rect(0, ground - 14, width, 14, mix(soft, wall, 0.3))
  return drawn + boards(floor, chance.pick(['boards', 'boards', 'tiles'] as const))
}

function boards(floor: string, kind: 'boards' | 'tiles'): string {
  let drawn = rect(0, ground, width, height - ground, floor)
  const line = darker(floor, 0.1)
  const rows = [0, 22, 52, 92, 142]
  for (const [index, top] of rows.entries()) {
    const bottom = rows[index + 1] ?? height - ground
    if (index % 2 === 0) drawn += rect(0, ground + top, width, bottom - top, lighter(floor, 0.05))
    drawn += rect(0, ground + top, width, 2, line, { opacity: 0.6 })
    const step = kind === 'boards' ? 300 : 90 + index * 22
    for (let x = (index * 137) % step; x < width; x += step) {
      drawn += rect(x, ground + top, 2, bottom - top, line, { opacity: 0.6 })
    }
  }
  return drawn
}

export interface Opening {
  readonly x: number
  readonly y: number
  readonly w: number
  readonly h: number
  /** Down to the floor, as a door is. */
  readonly tall?: boolean
}

/** A window with what is behind it, and curtains if there is room for them. */
export function openWindow(paint: Paint, { x, y, w, h, tall = false }: Opening, curtains = true): string {
  const { palette, light, view, chance } = paint
  const { soft, textile } = palette
  const style = chance.pick(['cross', 'wide', 'panes'] as const)
  const frame = chance.happens(0.25) ? palette.dark : soft
  let drawn =
    rect(x - 10, y - 10, w + 20, h + 20, frame, { r: 4 }) + framed(x, y, w, h, drawView(view, w, h, light, chance))
  // A reflection.
  drawn += polygon([x + w * 0.1, y, x + w * 0.26, y, x + w * 0.06, y + h, x, y + h, x, y + h * 0.5], '#ffffff', {
    opacity: 0.1,
  })
  const bar = (bx: number, by: number, bw: number, bh: number) => rect(bx, by, bw, bh, frame)
  if (style === 'cross') drawn += bar(x + w / 2 - 4, y, 8, h) + bar(x, y + h * 0.34, w, 6)
  if (style === 'wide') drawn += bar(x + w / 3 - 3, y, 6, h) + bar(x + (w * 2) / 3 - 3, y, 6, h)
  if (style === 'panes') {
    for (const part of [0.25, 0.5, 0.75]) drawn += bar(x + w * part - 3, y, 6, h)
    drawn += bar(x, y + h / 2 - 3, w, 6)
  }
  if (!tall) drawn += rect(x - 20, y + h + 8, w + 40, 12, lighter(frame, 0.2), { r: 3 })
  if (!curtains) return drawn
  const bottom = tall || chance.happens(0.5) ? ground - 6 : y + h + 34
  const cloth = chance.happens(0.5) ? textile : mix(soft, textile, 0.3)
  drawn += rect(x - 62, y - 30, w + 124, 6, palette.dark, { r: 3 })
  drawn += circle(x - 62, y - 27, 6, palette.dark) + circle(x + w + 62, y - 27, 6, palette.dark)
  return drawn + curtain(x - 54, y - 26, 62, bottom, cloth) + curtain(x + w - 8, y - 26, 62, bottom, cloth)
}

function curtain(x: number, y: number, w: number, bottom: number, cloth: string): string {
  let drawn = rect(x, y, w, bottom - y, cloth, { r: 3 })
  for (let fold = x + 10; fold < x + w - 4; fold += 15) drawn += rect(fold, y, 6, bottom - y, darker(cloth, 0.09))
  return drawn
}

/** Light that falls through a window onto the floor by day. */
export function sunbeam({ light }: Paint, { x, w }: Opening): string {
  if (isDark(light)) return ''
  const [left, right] = [x - 40, x + w - 40]
  return polygon([left + 30, ground, right + 10, ground, right - 90, height, left - 130, height], '#fff4d0', {
    opacity: 0.22,
  })
}

/** The evening over all that has been drawn; lamps come after it. */
export function evening({ light }: Paint): string {
  return light.gloom === 0 ? '' : rect(0, 0, width, height, '#141b3a', { opacity: light.gloom })
}

/** Framed pictures on the wall, around a point. */
export function art({ palette, chance }: Paint, x: number, y: number): string {
  const frame = chance.pick([palette.dark, palette.wood, palette.soft])
  const one = (cx: number, cy: number, w: number, h: number) => {
    const [left, top] = [cx - w / 2, cy - h / 2]
    const inner = (content: string) => framed(left + 5, top + 5, w - 10, h - 10, content)
    const paper = mix(palette.soft, palette.wall, 0.15)
    const motif = chance.pick([
      circle(w * 0.5, h * 0.42, w * 0.22, palette.accent) + rect(0, h * 0.66, w, h, palette.textile),
      polygon([0, h, w * 0.35, h * 0.35, w * 0.6, h * 0.75, w * 0.8, h * 0.5, w, h], palette.textile) +
        circle(w * 0.7, h * 0.25, w * 0.1, palette.accent),
      stroke(
        `M${w / 2} ${h * 0.9}C${w * 0.4} ${h * 0.6} ${w * 0.6} ${h * 0.4} ${w * 0.45} ${h * 0.15}`,
        palette.leaf,
        4,
      ) +
        circle(w * 0.32, h * 0.4, w * 0.12, palette.leaf) +
        circle(w * 0.62, h * 0.3, w * 0.1, palette.accent),
      rect(0, 0, w * 0.5, h * 0.5, palette.accent) +
        rect(w * 0.5, h * 0.4, w, h, palette.textile) +
        circle(w * 0.5, h * 0.45, w * 0.16, palette.dark),
    ])
    return rect(left, top, w, h, frame, { r: 2 }) + inner(rect(0, 0, w, h, paper) + motif)
  }
  const kind = chance.whole(0, 2)
  if (kind === 0) return one(x, y, 116, 86)
  if (kind === 1) return one(x - 46, y, 74, 98) + one(x + 46, y, 74, 98)
  return one(x - 70, y, 56, 72) + one(x, y, 56, 72) + one(x + 70, y, 56, 72)
}
