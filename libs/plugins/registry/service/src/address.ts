import { registryAddresses } from '@micro/core'

/** Go Micro's port for the registry. */
export const defaultAddress = '127.0.0.1:8000'

/** Options as the environment says them: `MICRO_REGISTRY_ADDRESS`, several parted by commas. */
export function serviceFromEnvironment(env: Readonly<Record<string, string | undefined>>): {
  readonly address: readonly string[]
} {
  return { address: registryAddresses(env, defaultAddress) }
}
