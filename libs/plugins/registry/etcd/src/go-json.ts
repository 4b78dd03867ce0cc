/**
 * JSON as Go's `encoding/json` writes it: the keys of maps sorted by their bytes, and what would mean something in HTML
 * escaped. So one record is one value, whoever writes it, and a value that is equal has not changed.
 */
export function goJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(/[<>&\u2028\u2029]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}

/** A map whose keys are in Go's order. */
export function goMap(map: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const sorted: Record<string, string> = Object.create(null)
  for (const key of Object.keys(map).sort(byBytes)) sorted[key] = map[key]!
  return sorted
}

function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}
