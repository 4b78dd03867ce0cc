/** Flat text beside a call or an event, as Go Micro's metadata. Keys are lower case; there are at most a few dozen. */
export type Metadata = Readonly<Record<string, string>>

/** No metadata: one shared frozen object, so that a call without any allocates nothing. */
export const noMetadata: Metadata = Object.freeze(Object.create(null) as Record<string, string>)

/** Keys are case-insensitive on every wire; inside they are lower case. */
export function toMetadata(entries: Readonly<Record<string, string>>): Metadata {
  const metadata: Record<string, string> = Object.create(null)
  for (const key of Object.keys(entries)) metadata[key.toLowerCase()] = entries[key]!
  return metadata
}

/**
 * What of `incoming` travels on to the next hop: only what `allowed` names. Go Micro forwards all of it, credentials
 * included; here a credential travels where a caller asks for it by name.
 */
export function forwarded(incoming: Metadata, allowed: readonly string[], own?: Metadata): Metadata {
  let result: Record<string, string> | undefined
  for (const key of allowed) {
    const value = incoming[key]
    if (value === undefined) continue
    result ??= Object.create(null) as Record<string, string>
    result[key] = value
  }
  if (own === undefined) return result ?? noMetadata
  return result === undefined ? toMetadata(own) : Object.assign(result, toMetadata(own))
}
