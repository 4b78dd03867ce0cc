export { defaultAddress } from './address.ts'
export { consul } from './consul.ts'
export { consulFromEnvironment } from './environment.ts'
export type { ConsulOptions, ConsulTls } from './options.ts'
