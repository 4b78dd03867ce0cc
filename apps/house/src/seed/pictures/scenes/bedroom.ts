import { lampLight, pendant, plant, rug, sideTable, tableLamp } from '../furniture.ts'
import type { Paint } from '../paint.ts'
import { art, evening, ground, openWindow, shell, sunbeam } from '../room.ts'
import { at, darker, lighter, mix, path, rect, shadow } from '../shapes.ts'

/** A made bed under a picture, or a window beside it. */
export function bedroom(paint: Paint): string {
  const { chance } = paint
  const bedAt = chance.pick([330, 360])
  const opening = { x: 640, y: 90, w: 230, h: 250 }
  return (
    shell(paint) +
    openWindow(paint, opening) +
    sunbeam(paint, opening) +
    (chance.happens(0.7) ? art(paint, bedAt, 150) : '') +
    at(bedAt + 20, 600, rug(paint, 620)) +
    at(bedAt - 225, ground + 26, sideTable(paint) + at(0, -66, tableLamp(paint))) +
    at(bedAt + 225, ground + 26, sideTable(paint) + at(0, -66, tableLamp(paint))) +
    at(bedAt, 590, bed(paint)) +
    at(850, 560, plant(paint, 1.2)) +
    (chance.happens(0.4) ? at(bedAt, 0, pendant(paint, 70)) : '') +
    evening(paint) +
    lampLight(paint, bedAt - 225, ground - 96) +
    lampLight(paint, bedAt + 225, ground - 96)
  )
}

/** From its foot end. */
function bed({ palette, chance }: Paint): string {
  const { soft, textile, accent, wood } = palette
  const head = chance.pick([wood, textile, darker(wood, 0.2), mix(accent, soft, 0.4)])
  const cover = chance.pick([textile, mix(soft, textile, 0.25), mix(soft, accent, 0.25)])
  const pillow = (x: number, colour: string) => rect(x, -236, 116, 56, colour, { r: 20 })
  let drawn = shadow(0, 0, 200, 14)
  drawn += chance.happens(0.5)
    ? rect(-172, -300, 344, 190, head, { r: 26 }) + rect(-156, -284, 312, 150, lighter(head, 0.09), { r: 18 })
    : rect(-172, -290, 344, 180, head, { r: 6 }) +
      [-129, -86, -43, 0, 43, 86, 129].map((x) => rect(x - 2, -290, 4, 180, darker(head, 0.12))).join('')
  drawn += rect(-160, -200, 320, 180, soft, { r: 18 })
  drawn += pillow(-134, lighter(soft, 0.4)) + pillow(18, lighter(soft, 0.4))
  drawn += rect(-58, -214, 116, 44, accent, { r: 16 })
  drawn += path('M-166 -150q0 -22 22 -22h288q22 0 22 22l12 118q2 20 -18 20h-320q-20 0 -18 -20Z', cover)
  drawn += path('M-166 -150q0 -22 22 -22h288q22 0 22 22l2 16h-336Z', lighter(soft, 0.2))
  if (chance.happens(0.65)) {
    drawn +=
      path('M-174 -84h348l5 46h-358Z', mix(accent, soft, 0.15)) + path('M-173 -78h346l1 5h-348Z', lighter(accent, 0.35))
  }
  return drawn + rect(-176, -18, 20, 18, wood, { r: 3 }) + rect(156, -18, 20, 18, wood, { r: 3 })
}
