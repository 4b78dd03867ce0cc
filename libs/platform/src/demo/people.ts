/** Somebody of the demonstration data, whom several services know by the same id. */
export interface DemoPerson {
  readonly id: string
  readonly mobile: string
  readonly name: string
  /** For their picture. */
  readonly hair: 'short' | 'long'
}

/** Those whose mobiles are told at the start, to sign in with. */
export const demoPeople = {
  tenant: { id: 'demo-tenant', mobile: '13800000001', name: '李明', hair: 'short' },
  landlord: { id: 'demo-landlord', mobile: '13800000002', name: '王芳', hair: 'long' },
  newcomer: { id: 'demo-newcomer', mobile: '13800000003', name: '张伟', hair: 'short' },
} as const satisfies Record<string, DemoPerson>

export const demoPassword = 'renting-demo'

const neighbours = (
  role: string,
  first: number,
  people: readonly (readonly [string, DemoPerson['hair']])[],
): readonly DemoPerson[] =>
  people.map(([name, hair], index) => ({
    id: `demo-${role}-${String(index + 1).padStart(2, '0')}`,
    mobile: `1380000${first + index}`,
    name,
    hair,
  }))

/** More who let houses. */
export const demoLandlords: readonly DemoPerson[] = neighbours('landlord', 1001, [
  ['陈静', 'long'],
  ['赵磊', 'short'],
  ['刘洋', 'short'],
  ['老周', 'short'],
  ['孙晓梅', 'long'],
  ['Helen Wu', 'long'],
  ['胡同里的猫', 'long'],
  ['郑海涛', 'short'],
])

/** More who have stayed somewhere. */
export const demoTenants: readonly DemoPerson[] = neighbours('tenant', 2001, [
  ['林小雨', 'long'],
  ['高翔', 'short'],
  ['Tom Becker', 'short'],
  ['吴佳怡', 'long'],
  ['何俊', 'short'],
  ['Amélie Laurent', 'long'],
  ['马晓东', 'short'],
  ['徐娜', 'long'],
  ['Kenji Sato', 'short'],
  ['朱梦琪', 'long'],
  ['郭子豪', 'short'],
  ['Sarah Miller', 'long'],
])
