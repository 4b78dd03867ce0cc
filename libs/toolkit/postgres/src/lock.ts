import { execFile } from 'node:child_process'
import { readFile, readlink, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { inUse } from './errors.ts'

/**
 * Makes sure that nobody uses the data. The lock file of a server that was killed is removed: its process number may
 * belong to some other program by now, and PostgreSQL would then refuse to start. A server whose guard has just been
 * told to stop gets a few seconds.
 *
 * @param patience how long to wait for a running server to end, in ms
 * @throws {PostgresError} IN_USE
 */
export async function releaseLock(data: string, folder: string, patience = 8000): Promise<void> {
  const lock = join(data, 'postmaster.pid')
  const deadline = performance.now() + patience
  for (;;) {
    const text = await readFile(lock, 'utf8').catch(() => undefined)
    if (text === undefined) return
    const lines = text.split('\n')
    const pid = Number(lines[0])
    if (!(await isPostgresOn(data, pid))) return rm(lock, { force: true })
    // Line 8 says what the server is doing. One that serves and does not begin to stop has an owner.
    const stops = lines[7]?.trim() === 'stopping'
    if (performance.now() > deadline - (stops ? 0 : patience * 0.8)) throw inUse(folder, pid)
    await delay(50)
  }
}

async function isPostgresOn(data: string, pid: number): Promise<boolean> {
  if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid)) return false
  if (process.platform === 'win32') return true
  if ((await programOf(pid)) !== 'postgres') return false
  // Not readable everywhere; then the name must do, and PostgreSQL has its own check by shared memory.
  const workingDirectory = await readlink(`/proc/${pid}/cwd`).catch(() => undefined)
  return workingDirectory === undefined || workingDirectory === data
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** A zombie has ended, though its number is still there. */
async function programOf(pid: number): Promise<string | undefined> {
  if (process.platform !== 'linux') {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'comm=', '-p', String(pid)]).catch(() => ({ stdout: '' }))
    return basename(stdout.trim())
  }
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return /^State:\s+[ZX]/m.test(status) ? undefined : /^Name:\s+(.*)$/m.exec(status)?.[1]
}
