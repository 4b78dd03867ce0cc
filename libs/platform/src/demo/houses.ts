import { type Money, makeMoney } from '../values/index.ts'
import { type District, districts, englishOf, written } from './catalogue.ts'
import { demoLandlords, demoPeople } from './people.ts'
import { Chance } from './random.ts'

/** What a house is like, which decides what its pictures show. */
export type DemoKind = 'courtyard' | 'flat' | 'studio' | 'view' | 'country'

/** A house of the demonstration: what its landlord has written, and who that is. */
export interface DemoHouse {
  /** `demo-house-001` … */
  readonly id: string
  readonly landlordId: string
  readonly kind: DemoKind
  readonly title: string
  readonly areaId: string
  readonly address: string
  readonly price: Money
  readonly deposit: Money
  readonly roomCount: number
  readonly acreage: number
  readonly layout: string
  readonly capacity: number
  readonly beds: string
  readonly minNights: number
  readonly maxNights: number
  readonly facilityIds: readonly string[]
  readonly timeZone: string
  readonly instantBook: boolean
  readonly policy: 'FLEXIBLE' | 'MODERATE' | 'STRICT'
}

const count = 200

/** All of them, the same each time. The first dozen are the demonstration landlord's. */
export function demoHouses(): readonly DemoHouse[] {
  const own = written.map((each, index) => ({ ...terms, ...each, ...place(index), landlordId: demoPeople.landlord.id }))
  const others = Array.from({ length: count - own.length }, (_, index) => invented(own.length + index))
  return [...own, ...distinct(others)]
}

const terms = { timeZone: 'Asia/Shanghai', instantBook: false, policy: 'MODERATE' } as const

function place(index: number): { readonly id: string } {
  return { id: `demo-house-${String(index + 1).padStart(3, '0')}` }
}

/** Two may come out with one title; the second then says which it is. */
function distinct(houses: readonly DemoHouse[]): DemoHouse[] {
  const seen = new Map<string, number>()
  return houses.map((house) => {
    const times = (seen.get(house.title) ?? 0) + 1
    seen.set(house.title, times)
    return times === 1 ? house : { ...house, title: `${house.title} ${times} 号房` }
  })
}

function invented(index: number): DemoHouse {
  const { id } = place(index)
  const chance = new Chance(id)
  const district = districts[index % districts.length] as District
  const kind = chance.pick(district.kinds)
  const spot = chance.pick(district.spots)
  const rooms = roomsOf(kind, chance)
  const capacity = kind === 'studio' ? chance.whole(1, 2) : rooms * 2 + (chance.happens(0.35) ? 1 : 0)
  const yuan = priceOf(kind, rooms, district.level, chance)
  const what = chance.pick(names[kind][Math.min(rooms, 4)] ?? names[kind][1]!)
  const base = `${spot.name}${spot.near}${chance.pick(adjectives[kind])}${what}`
  return {
    ...terms,
    id,
    landlordId: chance.pick(demoLandlords).id,
    kind,
    title: chance.happens(0.4) ? `${base} · ${englishOf(kind, rooms, spot, chance)}` : base,
    areaId: district.id,
    address: `${district.name}${chance.pick(spot.streets)}${number(kind, chance)}`,
    price: makeMoney(yuan * 100, 'CNY'),
    deposit: makeMoney(Math.max(200, Math.round(yuan / 100) * 100) * 100, 'CNY'),
    roomCount: rooms,
    acreage: Math.round(rooms * (kind === 'country' ? 34 : 26) + 14 + chance.next() * 20),
    layout: layoutOf(kind, rooms),
    capacity,
    beds: bedsOf(capacity, rooms, chance),
    minNights: chance.pick([1, 1, 1, 1, 2, 2, 3]),
    maxNights: chance.pick([0, 0, 0, 14, 30, 30, 60, 90]),
    facilityIds: facilitiesOf(kind, chance),
    instantBook: chance.happens(0.35),
    policy: chance.pick(['FLEXIBLE', 'MODERATE', 'MODERATE', 'STRICT']),
  }
}

function roomsOf(kind: DemoKind, chance: Chance): number {
  if (kind === 'studio') return 1
  if (kind === 'flat') return chance.pick([1, 2, 2, 2, 3, 3])
  if (kind === 'country') return chance.pick([2, 3, 3, 4, 5])
  return chance.pick([1, 1, 2, 2, 3])
}

/** Yuan a night, as people write prices. */
function priceOf(kind: DemoKind, rooms: number, level: number, chance: Chance): number {
  const base = { studio: 170, flat: 190, view: 320, courtyard: 340, country: 210 }[kind]
  const raw = (base + (rooms - 1) * base * 0.55) * level * (0.85 + chance.next() * 0.4)
  return Math.floor(raw / 10) * 10 + chance.pick([8, 8, 9, 0])
}

const number = (kind: DemoKind, chance: Chance) =>
  kind === 'country' || kind === 'courtyard'
    ? ` ${chance.whole(2, 86)} 号`
    : ` ${chance.whole(1, 168)} 号院 ${chance.whole(1, 12)} 号楼 ${chance.whole(2, 26)}0${chance.whole(1, 6)}`

const numerals = ['', '一', '两', '三', '四', '五']

function layoutOf(kind: DemoKind, rooms: number): string {
  if (kind === 'studio') return '开间'
  const halls = rooms > 3 ? '两厅' : '一厅'
  return `${numerals[rooms]}室${halls}${kind === 'courtyard' || kind === 'country' ? '带院' : ''}`
}

function bedsOf(capacity: number, rooms: number, chance: Chance): string {
  if (capacity === 1) return '单人床 1 张'
  const doubles = Math.min(rooms, Math.floor(capacity / 2))
  const left = capacity - doubles * 2
  const more = left === 0 ? '' : `，${chance.happens(0.5) ? '沙发床' : '单人床'} ${left} 张`
  return `${chance.happens(0.3) ? '大床' : '双人床'} ${doubles} 张${more}`
}

function facilitiesOf(kind: DemoKind, chance: Chance): string[] {
  const usual = [1, 2, 3, 4]
  const some = [6, 7, 8, 9, 10, 11, 12, 13, 14, 21, 22].filter(() => chance.happens(0.6))
  const city = kind === 'country' || kind === 'courtyard' ? [16, 17, 20] : [15, 16, 19]
  const rare = [5, 17, 18, 20, 23, 24, 25].filter(() => chance.happens(kind === 'country' ? 0.3 : 0.12))
  const all = new Set([...usual, ...some, ...city.filter(() => chance.happens(0.75)), ...rare])
  return [...all].toSorted((a, b) => a - b).map(String)
}

const adjectives: Readonly<Record<DemoKind, readonly string[]>> = {
  courtyard: ['安静', '老北京', '带天井的', '青砖灰瓦', '有石榴树的', '翻新', '私享', ''],
  flat: ['明亮', '温馨', '南北通透', '阳光', '近地铁', '亲子', '北欧风', '日式', '整洁', '精装'],
  studio: ['独立', '原木风', '极简', '奶油风', '安静', '朝南', '可月租', '文艺'],
  view: ['高层', '全景', '落地窗', '日落', '带露台的', '云端', '大阳台'],
  country: ['山景', '田园', '溪边', '独门独院', '星空', '木质', '可烧烤的', '石头'],
}

/** By the number of rooms. */
const names: Readonly<Record<DemoKind, Readonly<Record<number, readonly string[]>>>> = {
  courtyard: { 1: ['小院', '四合院厢房', '胡同小屋'], 2: ['小院', '四合院', '两居小院'], 3: ['四合院', '三居院子'] },
  flat: { 1: ['一居', '小一居', '公寓'], 2: ['两居', '两居室', '公寓'], 3: ['三居', '家庭房', '大三居'] },
  studio: { 1: ['开间', '单身公寓', 'Loft', '工作室'] },
  view: { 1: ['公寓', '一居', '大床房'], 2: ['公寓', '两居', '复式'], 3: ['复式', '三居', '大平层'] },
  country: { 1: ['小屋'], 2: ['小院', '木屋', '民宿'], 3: ['民宿', '农家院', '小院'], 4: ['农家院', '整院', '别墅'] },
}
