/** Go Micro's port for the registry. */
export const defaultAddress = '127.0.0.1:8000'

/** Where the registry is, as the environment says: `MICRO_REGISTRY_ADDRESS`, several parted by commas. */
export function registryAddresses(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  const addresses = (env.MICRO_REGISTRY_ADDRESS ?? '').split(',').map((address) => address.trim())
  const given = addresses.filter((address) => address !== '')
  return given.length === 0 ? [defaultAddress] : given
}
