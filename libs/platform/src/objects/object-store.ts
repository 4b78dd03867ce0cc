import type { Readable } from 'node:stream'

/** Something that was put into an object store. */
export interface StoredObject {
  /** Media type: `image/webp`. */
  readonly type: string
  /** Bytes. */
  readonly size: number
  /** To be read to its end, or destroyed. */
  readonly body: Readable
}

/**
 * Where pictures are kept: bytes under a key. What lies under a key never changes, so that it may be cached for ever;
 * other bytes get another key.
 */
export interface ObjectStore {
  /** Resolves when it is kept. Put again under the same key, it is kept once. @throws RangeError for a bad key; ObjectStoreError */
  put(key: string, bytes: Uint8Array, type: string): Promise<void>
  /** @returns undefined when there is no such object, and for what is no key @throws ObjectStoreError */
  get(key: string): Promise<StoredObject | undefined>
  /** One that is not there is no error. @throws as `put` */
  remove(key: string): Promise<void>
}

/** The store does not answer, or not with what was asked for: nothing is wrong with what was asked. */
export class ObjectStoreError extends Error {
  override readonly name = 'ObjectStoreError'
}

/** Names with dots inside at most, divided by slashes: no way out of a folder, nothing hidden, nothing to escape. */
const pattern = /^[a-z0-9][a-z0-9_-]*(?:\/[a-z0-9][a-z0-9_-]*)*\.[a-z0-9]{1,8}$/

/** Whether `key` can name an object: `houses/0198c2f4/1.webp`. */
export function isKey(key: string): boolean {
  return key.length <= 200 && pattern.test(key)
}

/** @throws RangeError */
export function checkKey(key: string): string {
  if (isKey(key)) return key
  throw new RangeError(`not the key of an object: ${JSON.stringify(key.slice(0, 200))}`)
}

/** Media types by the ending of a key. */
const types: Readonly<Record<string, string>> = { webp: 'image/webp', png: 'image/png', jpg: 'image/jpeg' }

export function typeOf(key: string): string {
  return types[key.slice(key.lastIndexOf('.') + 1)] ?? 'application/octet-stream'
}
