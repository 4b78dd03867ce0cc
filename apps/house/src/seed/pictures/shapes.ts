/** Pieces of SVG. All numbers are in the units of the picture, 960 × 640; all colours are `#rrggbb`. */

export const width = 960
export const height = 640

type Look = { readonly r?: number; readonly opacity?: number }

export function rect(x: number, y: number, w: number, h: number, fill: string, { r = 0, opacity = 1 }: Look = {}) {
  return `<rect x="${n(x)}" y="${n(y)}" width="${n(w)}" height="${n(h)}"${r > 0 ? ` rx="${n(r)}"` : ''} ${paint(fill, opacity)}/>`
}

export function ellipse(cx: number, cy: number, rx: number, ry: number, fill: string, { opacity = 1 }: Look = {}) {
  return `<ellipse cx="${n(cx)}" cy="${n(cy)}" rx="${n(rx)}" ry="${n(ry)}" ${paint(fill, opacity)}/>`
}

export function circle(cx: number, cy: number, r: number, fill: string, look?: Look) {
  return ellipse(cx, cy, r, r, fill, look)
}

/** A closed shape through points: `[x, y, x, y, …]`. */
export function polygon(points: readonly number[], fill: string, { opacity = 1 }: Look = {}) {
  return `<polygon points="${points.map(n).join(' ')}" ${paint(fill, opacity)}/>`
}

export function path(d: string, fill: string, { opacity = 1 }: Look = {}) {
  return `<path d="${d}" ${paint(fill, opacity)}/>`
}

export function stroke(d: string, colour: string, thickness: number, { opacity = 1 }: Look = {}) {
  const look = opacity < 1 ? ` stroke-opacity="${opacity}"` : ''
  return `<path d="${d}" fill="none" stroke="${colour}" stroke-width="${n(thickness)}" stroke-linecap="round"${look}/>`
}

/** Content drawn around its own origin, put at a place. */
export function at(x: number, y: number, content: string, scale = 1, mirrored = false) {
  const size = scale === 1 && !mirrored ? '' : ` scale(${n(mirrored ? -scale : scale)} ${n(scale)})`
  return `<g transform="translate(${n(x)} ${n(y)})${size}">${content}</g>`
}

/** What of the content lies in a frame; its origin is the frame's corner. */
export function framed(x: number, y: number, w: number, h: number, content: string) {
  return `<svg x="${n(x)}" y="${n(y)}" width="${n(w)}" height="${n(h)}" viewBox="0 0 ${n(w)} ${n(h)}">${content}</svg>`
}

/** From one colour above to another below. The name is the picture's own. */
export function downward(name: string, top: string, bottom: string) {
  return `<linearGradient id="${name}" x2="0" y2="1"><stop stop-color="${top}"/><stop offset="1" stop-color="${bottom}"/></linearGradient>`
}

/** Light around a lamp, fading outwards. */
export function glow(cx: number, cy: number, r: number, strength = 0.5) {
  return `<circle cx="${n(cx)}" cy="${n(cy)}" r="${n(r)}" fill="url(#glow)" fill-opacity="${n(strength)}"/>`
}

/** A shadow on the ground. */
export function shadow(cx: number, cy: number, rx: number, ry = rx * 0.08) {
  return ellipse(cx, cy, rx, ry, '#000000', { opacity: 0.13 })
}

/** A colour on the way to another: `share` 0 is the first, 1 the second. */
export function mix(from: string, to: string, share: number): string {
  const channel = (at: number) => {
    const [a, b] = [Number.parseInt(from.slice(at, at + 2), 16), Number.parseInt(to.slice(at, at + 2), 16)]
    return Math.round(a + (b - a) * share)
      .toString(16)
      .padStart(2, '0')
  }
  return `#${channel(1)}${channel(3)}${channel(5)}`
}

export const lighter = (colour: string, share = 0.2) => mix(colour, '#ffffff', share)
export const darker = (colour: string, share = 0.2) => mix(colour, '#000000', share)

function paint(fill: string, opacity: number): string {
  return opacity < 1 ? `fill="${fill}" fill-opacity="${n(opacity)}"` : `fill="${fill}"`
}

/** Two digits after the point are plenty. */
export function n(value: number): string {
  return String(Math.round(value * 100) / 100)
}
