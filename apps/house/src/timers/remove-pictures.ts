import type { Dependencies } from '../handlers/dependencies.ts'

/**
 * Removes some of the pictures that no house has. Instances share the work; a picture is forgotten only once it is
 * removed, so one that the object store did not remove comes again.
 *
 * @returns how many; 0 when none is due
 */
export async function removePictures(
  { store, objects }: Pick<Dependencies, 'store' | 'objects'>,
  limit = 10,
): Promise<number> {
  return await store.transaction(async (tx) => {
    const keys = await tx.forgetPictures(limit)
    await Promise.all(keys.map((key) => objects.remove(key)))
    return keys.length
  })
}
