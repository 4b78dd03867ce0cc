import { Readable } from 'node:stream'
import { checkKey, type ObjectStore } from './object-store.ts'

/** Objects in memory, for tests. */
export function memoryObjects(): ObjectStore {
  const objects = new Map<string, { readonly bytes: Uint8Array; readonly type: string }>()
  return {
    async put(key, bytes, type) {
      objects.set(checkKey(key), { bytes: Uint8Array.from(bytes), type })
    },
    async get(key) {
      const found = objects.get(key)
      if (found === undefined) return undefined
      return { type: found.type, size: found.bytes.length, body: Readable.from([found.bytes]) }
    },
    async remove(key) {
      objects.delete(checkKey(key))
    },
  }
}
