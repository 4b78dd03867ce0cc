import { chmod, copyFile, lstat, mkdir, readdir, readlink, rename, rm, stat, symlink } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Makes `target` hold what `source` holds, readable by everybody. Only what is missing or differs in size is copied, so
 * that a second call costs a look at each file, and a copy that somebody thinned out heals. Each file appears whole
 * (rename), so that several processes may do this at once.
 */
export async function mirror(source: string, target: string): Promise<void> {
  await mkdir(target, { recursive: true })
  await chmod(target, 0o755) // whatever the umask
  const entries = await readdir(source, { withFileTypes: true })
  await Promise.all(
    entries.map(async (entry) => {
      const from = join(source, entry.name)
      const to = join(target, entry.name)
      if (entry.isDirectory()) return mirror(from, to)
      const [original, copy] = await Promise.all([lstat(from), lstat(to).catch(() => undefined)])
      if (copy?.size === original.size && copy.isSymbolicLink() === original.isSymbolicLink()) return
      const partial = `${to}.${process.pid}`
      await rm(partial, { force: true })
      if (entry.isSymbolicLink()) await symlink(await readlink(from), partial)
      else {
        await copyFile(from, partial)
        await chmod(partial, (original.mode & 0o100) === 0 ? 0o644 : 0o755)
      }
      await rename(partial, to)
    }),
  )
}

/** Whether a folder may be trusted with programs: ours, a real folder, and nobody else writes in it. */
export async function isOurs(folder: string): Promise<boolean> {
  const found = await lstat(folder)
  if (!found.isDirectory() || found.uid !== process.getuid?.()) return false
  return ((await stat(folder)).mode & 0o022) === 0
}
