import { registryAddresses } from '@micro/core'
import { defaultAddress } from './address.ts'
import type { EtcdOptions } from './options.ts'

/**
 * What the environment says, in Go Micro's names: `MICRO_REGISTRY_ADDRESS`, several parted by commas;
 * `ETCD_USERNAME` and `ETCD_PASSWORD`.
 */
export function etcdFromEnvironment(
  env: Readonly<Record<string, string | undefined>>,
): Pick<EtcdOptions, 'address' | 'user' | 'password'> {
  const address = registryAddresses(env, defaultAddress)
  const user = env.ETCD_USERNAME
  return user ? { address, user, password: env.ETCD_PASSWORD ?? '' } : { address }
}
