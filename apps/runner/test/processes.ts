import { readdir, readFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'

/** Linux: a process and all that came of it, by following parents. */
export async function processTree(root: number): Promise<number[]> {
  const parents = new Map<number, number>()
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue
    const parent = Number(/^PPid:\s+(\d+)/m.exec(await statusOf(Number(entry)))?.[1])
    parents.set(Number(entry), parent)
  }
  const tree = [root]
  for (const pid of tree) for (const [child, parent] of parents) if (parent === pid) tree.push(child)
  return tree
}

/** Until none of them runs any more. A zombie that its parent has not fetched has ended. */
export async function allEnded(pids: readonly number[]): Promise<void> {
  for (const pid of pids) {
    for (;;) {
      const status = await statusOf(pid)
      if (status === '' || /^State:\s+[ZX]/m.test(status)) break
      await delay(20)
    }
  }
}

/** The name of a program, as the kernel knows it. */
export async function programName(pid: number): Promise<string> {
  return /^Name:\s+(.*)$/m.exec(await statusOf(pid))?.[1] ?? ''
}

function statusOf(pid: number): Promise<string> {
  return readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
}
