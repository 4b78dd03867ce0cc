import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'

export interface Process {
  readonly pid: number
  readonly parent: number
  /** Its command line. */
  readonly command: string
}

/** A process and all that came of it, parents first. */
export async function processTree(root: number): Promise<readonly Process[]> {
  const all = await list()
  const tree = all.filter(({ pid }) => pid === root)
  for (const { pid } of tree) tree.push(...all.filter(({ parent }) => parent === pid))
  return tree
}

/** Until none of them runs any more; gives up after 10 s, naming those that do. */
export async function allEnded(processes: readonly Process[]): Promise<void> {
  const limit = performance.now() + 10_000
  for (;;) {
    const now = await list()
    // A number may be given out anew; the command line tells.
    const left = processes.filter((each) =>
      now.some(({ pid, command }) => pid === each.pid && command === each.command),
    )
    if (left.length === 0) return
    if (performance.now() > limit) {
      throw new Error(`still there:\n${left.map(({ pid, command }) => `${pid} ${command}`).join('\n')}`)
    }
    await delay(50)
  }
}

function list(): Promise<readonly Process[]> {
  return process.platform === 'linux' ? listProc() : listPs()
}

/** Linux, also where there is no `ps`. A zombie that its parent has not fetched has ended. */
async function listProc(): Promise<readonly Process[]> {
  const pids = (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry))
  const processes = await Promise.all(
    pids.map(async (pid) => {
      const [status, command] = await Promise.all(
        ['status', 'cmdline'].map((file) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')),
      )
      const parent = /^PPid:\s+(\d+)/m.exec(status!)?.[1]
      if (parent === undefined || /^State:\s+[ZX]/m.test(status!)) return []
      return [{ pid: Number(pid), parent: Number(parent), command: command!.replaceAll('\0', ' ').trim() }]
    }),
  )
  return processes.flat()
}

async function listPs(): Promise<readonly Process[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,state=,args='], { maxBuffer: 1e8 })
  return stdout.split('\n').flatMap((line) => {
    const [, pid, parent, command] = /^\s*(\d+)\s+(\d+)\s+[^Z]\S*\s+(.*)$/.exec(line) ?? []
    return pid === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), command: command!.trim() }]
  })
}
