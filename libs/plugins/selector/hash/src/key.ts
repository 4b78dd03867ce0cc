import type { CallOptions, Wrapper } from '@micro/core'

/**
 * Has calls keep together what a metadata key names: `keyFrom('x-user-id')` sends the calls on a user's behalf to one
 * node. The call's own metadata say it, else those of the call that it is made in; a `key` that the caller gave counts
 * before both.
 */
export function keyFrom(name: string): Wrapper {
  const keyed = (options: CallOptions): CallOptions => {
    if (options.key !== undefined) return options
    const key = options.metadata?.[name] ?? options.ctx?.metadata[name]
    return key === undefined ? options : { ...options, key }
  }
  return {
    name: `key-from-${name}`,
    client: (next) => (request, options) => next(request, keyed(options)),
  }
}
