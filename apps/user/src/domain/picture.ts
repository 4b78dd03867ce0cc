/** Side of an avatar, in pixels. */
export const avatarSide = 256

/** @param name nobody can guess or has had before, of lower-case letters, digits and `-` */
export function avatarKey(userId: string, name: string): string {
  return `avatars/${userId}/${name}.webp`
}
