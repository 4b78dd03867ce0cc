/**
 * Where a registry is, as the environment says: `MICRO_REGISTRY_ADDRESS`, as Go Micro's, several parted by commas.
 *
 * @param usual where it is if the environment says nothing
 */
export function registryAddresses(env: Readonly<Record<string, string | undefined>>, usual: string): readonly string[] {
  const addresses = (env.MICRO_REGISTRY_ADDRESS ?? '').split(',').map((address) => address.trim())
  const given = addresses.filter((address) => address !== '')
  return given.length === 0 ? [usual] : given
}
