import { readdir, readFile } from 'node:fs/promises'

/** Linux: a process and all that came of it, by following parents. */
export async function processTree(root: number): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry)).map(Number)
  const parents = await Promise.all(
    pids.map(async (pid) => [pid, Number(/^PPid:\s+(\d+)/m.exec(await statusOf(pid))?.[1])] as const),
  )
  const tree = [root]
  for (const pid of tree) for (const [child, parent] of parents) if (parent === pid) tree.push(child)
  return tree
}

/** What the kernel says of a process; empty when there is none. */
export function statusOf(pid: number): Promise<string> {
  return readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
}
