import { readFileSync } from 'node:fs'

const period = 500

/**
 * Notices that the npm which started this process is gone. npm stands behind a shell, which passes no signal on: whoever
 * ends npm, or the shell, would leave the platform running with nobody to end it. Started otherwise, nothing is watched.
 *
 * @returns ends the watch
 */
export function watchLauncher(env: NodeJS.ProcessEnv, onGone: () => void): () => void {
  if (env.npm_lifecycle_event === undefined) return () => {}
  const before = launcher()
  const timer = setInterval(() => {
    if (launcher() === before) return
    clearInterval(timer)
    onGone()
  }, period).unref()
  return () => clearInterval(timer)
}

/** Our parent and, where that is npm's shell, npm: whoever loses its parent gets another one. */
function launcher(): string {
  const { ppid } = process
  const shell = /^Name:\s+\w*sh$/m.test(statusOf(ppid))
  const above = shell ? /^PPid:\s+(\d+)/m.exec(statusOf(ppid))?.[1] : ''
  return `${ppid} ${above}`
}

/** Empty where the system has no such files; then the parent alone is watched. */
function statusOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8')
  } catch {
    return ''
  }
}
