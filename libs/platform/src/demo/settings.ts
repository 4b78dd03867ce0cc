import { setting } from '../settings.ts'

/** For services that have demonstration data. Apart from the data, which nobody loads who does not make them. */
export const demoSettings = {
  RENTING_SEED: setting.flag({
    default: false,
    description: 'on, to fill an empty database with demonstration data; not in production',
    example: 'on',
  }),
} as const
