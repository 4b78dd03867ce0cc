/** @throws TypeError saying what was expected and what came instead */
export function refuse(expected: string, json: unknown): never {
  throw new TypeError(`expected ${expected}, got ${show(json)}`)
}

/** A value as it may stand in an error: its kind, and its text where that is short. */
function show(value: unknown): string {
  if (typeof value === 'string') {
    return value.length > 40 ? `a string of ${value.length} characters` : JSON.stringify(value)
  }
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'object' && value !== null) return 'an object'
  return String(value)
}
