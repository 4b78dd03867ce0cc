/** Where Go Micro keeps services: `/micro/registry/<service>/<node id>`, with `-` for each `/` in the two. */
export const registryPrefix = '/micro/registry/'

/** The keys of a service's nodes begin so. Those of `a/b` and of `a-b` do so alike: the name is in the value. */
export function servicePrefix(name: string): string {
  return `${registryPrefix}${dashed(name)}/`
}

export function nodeKey(name: string, id: string): string {
  return `${servicePrefix(name)}${dashed(id)}`
}

/** A range of keys, as etcd asks for it: from `key` to before `rangeEnd`. */
export interface KeyRange {
  readonly key: Uint8Array
  /** Empty for `key` alone. */
  readonly rangeEnd: Uint8Array
}

const nothing: Uint8Array = Buffer.alloc(0)

/** One key. */
export function exactly(key: string | Uint8Array): KeyRange {
  return { key: typeof key === 'string' ? Buffer.from(key) : key, rangeEnd: nothing }
}

/** All keys that begin with `prefix`, which ends in an ASCII character. */
export function startingWith(prefix: string): KeyRange {
  const rangeEnd = Buffer.from(prefix)
  rangeEnd[rangeEnd.length - 1]! += 1
  return { key: Buffer.from(prefix), rangeEnd }
}

/** The first key there can be after `key`. */
export function after(key: Uint8Array): Uint8Array {
  return Buffer.concat([key, Buffer.of(0)])
}

function dashed(text: string): string {
  return text.replaceAll('/', '-')
}
