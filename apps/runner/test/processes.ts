import { setTimeout as delay } from 'node:timers/promises'
import { statusOf } from '../src/process-tree.ts'

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
