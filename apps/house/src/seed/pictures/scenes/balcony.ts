import { armchair, glassOf, lampLight, plant, stringLights } from '../furniture.ts'
import type { Paint } from '../paint.ts'
import { evening, ground } from '../room.ts'
import { at, circle, darker, ellipse, framed, height, lighter, mix, rect, shadow, stroke, width } from '../shapes.ts'
import { drawView } from '../views.ts'

/** Two chairs, plants and a wide view. */
export function balcony(paint: Paint): string {
  const { palette, light, view, chance } = paint
  const glass = chance.happens(0.45)
  return (
    framed(0, 0, width, ground + 10, drawView(view, width, ground + 10, light, chance)) +
    railing(palette.dark, glass) +
    deck(palette.floor) +
    rect(0, 0, 34, height, mix(palette.wall, palette.soft, 0.2)) +
    rect(34, 0, 6, height, darker(palette.wall, 0.12)) +
    (chance.happens(0.6)
      ? awning(palette.accent, palette.soft)
      : rect(0, 0, width, 26, mix(palette.wood, palette.dark, 0.2))) +
    stringLights(50) +
    at(270, 568, plant(paint, 1)) +
    at(130, 590, plant(paint, 1.5)) +
    at(860, 580, plant(paint, 1.35)) +
    at(440, 590, armchair(paint), 1.2) +
    at(700, 590, armchair(paint), 1.2, true) +
    at(570, 604, table(paint)) +
    evening(paint) +
    [150, 310, 480, 650, 810].map((x) => lampLight(paint, x, 84, 80)).join('')
  )
}

function railing(metal: string, glass: boolean): string {
  const rail = rect(0, 326, width, 12, metal, { r: 4 })
  if (glass) {
    return (
      [0, 1, 2, 3]
        .map(
          (i) =>
            rect(46 + i * 232, 338, 222, 132, '#eaf6fa', { opacity: 0.35 }) + rect(36 + i * 232, 330, 8, 144, metal),
        )
        .join('') + rail
    )
  }
  let drawn = rail + rect(0, 448, width, 8, metal)
  for (let x = 48; x < width; x += 26) drawn += rect(x, 334, 5, 120, metal)
  return drawn
}

function deck(floor: string): string {
  let drawn = rect(0, ground, width, height - ground, floor)
  for (let i = -8; i <= 26; i++)
    drawn += stroke(`M${480 + (i - 9) * 60} ${ground}L${480 + (i - 9) * 96} ${height}`, darker(floor, 0.14), 3)
  return drawn + rect(0, ground, width, 6, darker(floor, 0.2))
}

function awning(colour: string, soft: string): string {
  return Array.from({ length: 12 }, (_, i) => {
    const tone = i % 2 === 0 ? colour : soft
    return rect(i * 80, 0, 80, 36, tone) + ellipse(i * 80 + 40, 36, 40, 20, tone)
  }).join('')
}

function table({ palette }: Paint): string {
  return (
    shadow(0, 0, 66, 8) +
    stroke('M0 -70V-8M-34 0L0 -12L34 0', palette.dark, 6) +
    ellipse(0, -74, 66, 12, lighter(palette.wood, 0.15)) +
    at(-22, -76, glassOf('#e9a23b')) +
    at(24, -74, glassOf('#d1603d')) +
    circle(2, -84, 7, palette.leaf)
  )
}
