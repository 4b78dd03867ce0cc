import { type ChildProcess, spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'

/** Whom a process runs as. */
export interface Account {
  readonly uid: number
  readonly gid: number
}

/** A program that ends with us, whatever ends us. */
export interface Guarded {
  readonly output: Readable
  /** Sends the program a signal by its name without SIG. */
  signal(name: 'INT' | 'TERM' | 'QUIT' | 'KILL' | 'STOP' | 'CONT'): void
  /** Its exit code, or 1 if a signal ended it. */
  readonly exited: Promise<number>
}

export interface GuardOptions {
  readonly cwd: string
  readonly account?: Account | undefined
  /** @default this process's own */
  readonly env?: NodeJS.ProcessEnv
  /** Removed when the program has ended. */
  readonly remove?: string
  /** A file descriptor that the program finds as number 4. */
  readonly extra?: number
}

// The shell is the program's parent and its watchdog: it holds the reading end of a pipe (3) whose only writer is this
// process. A line is a signal to pass on; end of file means that we are gone, and the program is told to stop. A shell
// because it is there on every POSIX system and needs one megabyte, where a second Node would need forty.
const script = `
"$@" </dev/null 3<&- &
program=$!
exec 4<&-
( while read -r signal; do kill -"$signal" "$program"; done; kill -INT "$program" ) <&3 2>/dev/null &
watch=$!
exec 3<&-
wait "$program"
code=$?
kill "$watch" 2>/dev/null
[ -z "$MICRO_REMOVE" ] || rm -rf "$MICRO_REMOVE"
exit "$code"
`

/** Starts a program in its own session, so that the terminal's Ctrl-C does not reach it before we decide. */
export function guard(program: string, args: readonly string[], options: GuardOptions): Guarded {
  const { env = process.env } = options
  if (process.platform === 'win32') return guardOnWindows(program, args, options.cwd, env)
  const child = spawn('/bin/sh', ['-c', script, 'guard', program, ...args], {
    cwd: options.cwd,
    ...options.account,
    env: { ...env, MICRO_REMOVE: options.remove ?? '' },
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', options.extra ?? 'ignore'],
  })
  const control = child.stdio[3] as Writable
  control.on('error', () => {}) // the program ended first
  child.once('exit', () => control.destroy()) // if only the shell ended, its watch hears of it and ends the program
  return {
    output: child.stderr as Readable,
    signal: (name) => control.write(`${name}\n`),
    exited: exitOf(child),
  }
}

// Windows ends the children of a process with it (libuv keeps them in a job), and knows no signals but the end.
function guardOnWindows(program: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Guarded {
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'ignore', 'pipe'] })
  return { output: child.stderr, signal: () => child.kill(), exited: exitOf(child) }
}

function exitOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => resolve(code ?? 1))
  })
}
