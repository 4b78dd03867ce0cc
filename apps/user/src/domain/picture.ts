/** Bytes a picture may have when it is sent. */
export const pictureLimit = 5_000_000
/** Side of an avatar, in pixels. */
export const avatarSide = 256
/** Milliseconds after which a stored picture that no account has taken is removed: long after its upload failed. */
export const untakenLifetime = 10 * 60_000
/** Milliseconds for which a picture that was replaced is still there: others show it until they hear of the new one. */
export const replacedLifetime = 10_000

/** @param name nobody can guess or has had before, of lower-case letters, digits and `-` */
export function avatarKey(userId: string, name: string): string {
  return `avatars/${userId}/${name}.webp`
}
