/**
 * The people of the demonstration data, whom several services know: their accounts are the user service's seed, their
 * houses the house service's. Everybody knows the password, so they are never made in production.
 *
 * @module
 */
import { setting } from '../settings.ts'

export const demoPeople = {
  tenant: { id: 'demo-tenant', mobile: '13800000001', name: '李明' },
  landlord: { id: 'demo-landlord', mobile: '13800000002', name: '王芳' },
  newcomer: { id: 'demo-newcomer', mobile: '13800000003', name: '张伟' },
} as const

export const demoPassword = 'renting-demo'

/** For services that have demonstration data. */
export const demoSettings = {
  RENTING_SEED: setting.flag({
    default: false,
    description: 'on, to fill an empty database with demonstration data; not in production',
    example: 'on',
  }),
} as const

export { Chance } from './random.ts'
