import { randomUUID } from 'node:crypto'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { checkKey, isKey, type ObjectStore, type StoredObject, typeOf } from './object-store.ts'

/**
 * Objects as files below a folder, for development and tests: one machine's. The type is told by the key's ending.
 * A file is written beside its place and moved there, so that nobody reads half of one.
 */
export class FolderStore implements ObjectStore {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  async put(key: string, bytes: Uint8Array): Promise<void> {
    const path = join(this.#folder, checkKey(key))
    await mkdir(dirname(path), { recursive: true })
    const partial = `${path}.${randomUUID()}`
    try {
      const file = await open(partial, 'w')
      try {
        await file.writeFile(bytes)
      } finally {
        await file.close()
      }
      await rename(partial, path)
    } catch (error) {
      await rm(partial, { force: true })
      throw error
    }
  }

  async get(key: string): Promise<StoredObject | undefined> {
    if (!isKey(key)) return undefined
    const file = await open(join(this.#folder, key)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined
      throw error
    })
    if (file === undefined) return undefined
    try {
      const { size } = await file.stat()
      return { type: typeOf(key), size, body: file.createReadStream() }
    } catch (error) {
      await file.close()
      throw error
    }
  }

  async remove(key: string): Promise<void> {
    await rm(join(this.#folder, checkKey(key)), { force: true })
  }
}
