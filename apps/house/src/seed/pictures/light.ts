/** A time of day: what the sky looks like, and whether lamps are on. */
export interface Light {
  readonly name: 'morning' | 'day' | 'afternoon' | 'dusk' | 'night'
  readonly skyTop: string
  readonly skyBottom: string
  /** Sun or moon. */
  readonly orb: string
  /** Takes part in the colour of all that is far away. */
  readonly haze: string
  /** How much darker a room is, 0-1. */
  readonly gloom: number
}

export const lights: readonly Light[] = [
  { name: 'morning', skyTop: '#a9d6e5', skyBottom: '#fde2c4', orb: '#fff3cf', haze: '#dfe5e3', gloom: 0 },
  { name: 'day', skyTop: '#7cc0e8', skyBottom: '#dff1f9', orb: '#fff6d6', haze: '#cfe4ee', gloom: 0 },
  { name: 'afternoon', skyTop: '#8ec7dd', skyBottom: '#fbeac0', orb: '#ffe9a8', haze: '#e3e0c8', gloom: 0 },
  { name: 'dusk', skyTop: '#5d6da8', skyBottom: '#f7a97b', orb: '#ffd49a', haze: '#c38f9b', gloom: 0.12 },
  { name: 'night', skyTop: '#16203f', skyBottom: '#3f4f86', orb: '#f4f1de', haze: '#33406e', gloom: 0.25 },
]

export const isDark = (light: Light) => light.gloom > 0
