import { lampLight } from '../furniture.ts'
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
  path,
  polygon,
  rect,
  shadow,
  stroke,
  width,
} from '../shapes.ts'
import { drawView, tree } from '../views.ts'

/** A house in the hills, at a lake or below the wall. */
export function countryside(paint: Paint): string {
  const { light, view, chance } = paint
  const meadow = mix(chance.pick(['#8fb573', '#a3b86c', '#7faa70', '#c9b46a']), '#1d2f3a', isDark(light) ? 0.45 : 0)
  const landscape =
    view === 'skyline' || view === 'roofs' || view === 'garden' ? chance.pick(['hills', 'lake', 'wall'] as const) : view
  const x = chance.pick([520, 560, 600])
  return (
    framed(0, 0, width, 480, drawView(landscape, width, 480, light, chance)) +
    path(`M0 430Q240 380 480 420T960 400V${height}H0Z`, darker(meadow, 0.08)) +
    at(110, 470, tree(0, 0, 210, light, chance)) +
    at(850, 450, tree(0, 0, 240, light, chance)) +
    at(760, 440, tree(0, 0, 150, light, chance)) +
    at(x, 500, house(paint)) +
    path(`M0 500Q300 450 560 500T960 490V${height}H0Z`, meadow) +
    path(`M${x - 30} 500Q${x - 60} 560 ${x - 190} ${height}H${x - 20}Q${x + 10} 560 ${x + 30} 500Z`, '#d9c7a3') +
    fence(meadow) +
    flowers(paint) +
    at(250, 560, tree(0, 0, 260, light, chance)) +
    evening(paint) +
    lampLight(paint, x, 440, 170)
  )
}

function house({ palette, light, chance }: Paint): string {
  const wall = chance.pick(['#f4ead8', '#d8c2a0', '#cfd4cf', '#b98a68', '#efe0d0'])
  const roof = chance.pick([palette.accent, '#6b737b', palette.wood, '#8f4a3a', palette.dark])
  const pane = isDark(light) ? '#ffcf7a' : '#bcdce8'
  const glazed = (x: number, y: number, w: number, h: number) =>
    rect(x - 5, y - 5, w + 10, h + 10, '#fffaf0', { r: 2 }) +
    rect(x, y, w, h, pane) +
    stroke(`M${x + w / 2} ${y}v${h}M${x} ${y + h / 2}h${w}`, '#fffaf0', 4)
  const chimney = rect(96, -276, 34, 80, '#9a7a66') + rect(92, -282, 42, 10, '#7d5f4e')
  const walls = rect(-190, -150, 380, 160, wall) + rect(-190, -16, 380, 26, darker(wall, 0.15))
  const gable = chance.happens(0.5)
  const top = gable
    ? polygon([-60, -150, 0, -236, 60, -150], wall) +
      polygon([-218, -146, -150, -250, 150, -250, 218, -146], roof) +
      polygon([-74, -146, 0, -262, 74, -146, 54, -146, 0, -230, -54, -146], lighter(roof, 0.14)) +
      polygon([-54, -146, 0, -230, 54, -146], wall) +
      circle(0, -176, 15, pane)
    : path('M-226 -140Q-180 -160 -160 -250H160Q180 -160 226 -140Z', roof)
  let ribs = ''
  if (!gable) for (let x = -150; x <= 150; x += 25) ribs += stroke(`M${x} -246L${x * 1.32} -146`, darker(roof, 0.14), 4)
  const porch =
    rect(-44, -96, 88, 106, palette.wood, { r: 3 }) +
    rect(-36, -88, 34, 90, lighter(palette.wood, 0.14)) +
    rect(2, -88, 34, 90, lighter(palette.wood, 0.14)) +
    circle(-6, -44, 4, '#f0d28a') +
    circle(6, -44, 4, '#f0d28a')
  return (
    shadow(0, 12, 240, 16) +
    chimney +
    walls +
    top +
    ribs +
    glazed(-156, -110, 76, 66) +
    glazed(80, -110, 76, 66) +
    porch +
    rect(-60, 8, 120, 10, '#c9bda8')
  )
}

function fence(meadow: string): string {
  let drawn = ''
  for (let x = 640; x < width; x += 34) drawn += rect(x, 520, 9, 52, lighter(meadow, 0.6), { r: 3 })
  return (
    drawn +
    rect(630, 532, width - 630, 7, lighter(meadow, 0.55)) +
    rect(630, 552, width - 630, 7, lighter(meadow, 0.55))
  )
}

function flowers({ palette, chance }: Paint): string {
  let drawn = ''
  for (let i = 0; i < 34; i++) {
    const [x, y] = [chance.next() * width, 575 + chance.next() * 60]
    drawn += stroke(`M${Math.round(x)} ${Math.round(y)}v10`, darker(palette.leaf, 0.1), 2)
    drawn += circle(x, y, 3 + chance.next() * 3, chance.pick([palette.accent, '#fff4d6', '#f2c14e', palette.textile]))
  }
  return (
    drawn + ellipse(80, height, 120, 34, darker(palette.leaf, 0.1)) + ellipse(190, height + 8, 90, 30, palette.leaf)
  )
}
