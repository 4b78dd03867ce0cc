import { Chance, type DemoPerson } from '@renting/platform/demo'

const backgrounds = ['#f3d9c4', '#cfe3dc', '#d8dcf0', '#f6e3ad', '#e8cfd6', '#c9dbe8', '#dbe5c6', '#e5d5ea', '#f2c9b4']
const skins = ['#f6d3b3', '#efc19c', '#e3ab82', '#f9dcc4', '#c98f66']
const hairs = ['#2b2622', '#3a2c25', '#5a3d2b', '#1f2430', '#7a5a3f', '#8a8580']
const clothes = ['#3e5c76', '#e07a5f', '#5b8c5a', '#7a6c9d', '#c97b84', '#e3b23c', '#2f5d62', '#a63d32', '#f4efe6']

/** Hair behind and before the face. */
type Style = (hair: string) => readonly [behind: string, before: string]

const styles: Readonly<Record<DemoPerson['hair'], readonly Style[]>> = {
  long: [
    (hair) => [
      `<path d="M68 128c0-52 24-78 60-78s60 26 60 78v60H68Z" fill="${hair}"/>`,
      `<path d="M84 112c6-34 30-44 48-44 24 0 38 16 42 44-26-4-44-14-54-30-6 16-18 26-36 30Z" fill="${hair}"/>`,
    ],
    (hair) => [
      `<circle cx="128" cy="46" r="24" fill="${hair}"/>`,
      `<path d="M82 118c-4-42 18-62 46-62s50 20 46 62c-8-20-22-32-46-32s-38 12-46 32Z" fill="${hair}"/>`,
    ],
    (hair) => [
      `<path d="M74 150c-12-66 14-98 54-98s66 32 54 98c-4 18-24 16-26 0H100c-2 16-22 18-26 0Z" fill="${hair}"/>`,
      `<path d="M84 108c4-30 22-42 44-42s40 12 44 42c-14-2-26-8-34-16-14 10-32 16-54 16Z" fill="${hair}"/>`,
    ],
  ],
  short: [
    (hair) => [
      '',
      `<path d="M82 116c-4-44 20-64 48-64 30 0 48 22 44 64l-8-22c-26 0-50-6-60-16-4 12-16 16-16 16Z" fill="${hair}"/>`,
    ],
    (hair) => [
      '',
      `<path d="M80 108c-8-46 26-66 56-58 28-4 48 24 40 58-4-14-10-20-18-24-20 6-44 4-58-4-8 6-16 14-20 28Z" fill="${hair}"/>`,
    ],
  ],
}

/** Somebody's head and shoulders as SVG: the same for the same person. */
export function drawAvatar({ id, hair: length }: Pick<DemoPerson, 'id' | 'hair'>): string {
  const chance = new Chance(`face of ${id}`)
  const [background, skin, hair, cloth] = [backgrounds, skins, hairs, clothes].map((colours) => chance.pick(colours))
  const [behind, before] = chance.pick(styles[length])(hair!)
  const glasses = chance.happens(0.3)
    ? '<g fill="none" stroke="#3a3a40" stroke-width="4"><circle cx="109" cy="122" r="15"/><circle cx="147" cy="122" r="15"/><path d="M124 120h8"/></g>'
    : ''
  const smile = chance.whole(8, 14)
  return `<svg xmlns="http://www.w3.org/2000/svg" width="256" height="256" viewBox="0 0 256 256">
    <rect width="256" height="256" fill="${background}"/>${behind}
    <path d="M40 256c4-56 36-74 88-74s84 18 88 74Z" fill="${cloth}"/>
    <path d="M108 160h40v26c0 24-40 24-40 0Z" fill="${skin}"/><path d="M108 166c8 10 32 10 40 0v10c-10 10-30 10-40 0Z" fill="#000000" fill-opacity="0.1"/>
    <ellipse cx="128" cy="122" rx="46" ry="54" fill="${skin}"/>
    <circle cx="109" cy="122" r="5" fill="#33302e"/><circle cx="147" cy="122" r="5" fill="#33302e"/>
    <g fill="#e58a7b" fill-opacity="0.35"><circle cx="98" cy="142" r="9"/><circle cx="158" cy="142" r="9"/></g>
    <path d="M112 148q16 ${smile} 32 0" fill="none" stroke="#a4513f" stroke-width="4" stroke-linecap="round"/>${glasses}${before}</svg>`
}
