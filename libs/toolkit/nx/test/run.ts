import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Copy } from './copy.ts'

/**
 * Runs a program of Node in a copy.
 *
 * @param args path of the program inside the copy, and its arguments
 * @returns what it printed
 * @throws Error with all it printed, when it fails
 */
export async function run({ root }: Copy, ...[program = '', ...args]: readonly string[]): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [program, ...args], { cwd: root, env: quiet() })
    return stdout
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }
    throw new Error(`${[program, ...args].join(' ')} failed:\n${stdout}${stderr}`, { cause: error })
  }
}

/** Nx in a copy. */
export async function nx(copy: Copy, ...args: readonly string[]): Promise<string> {
  return await run(copy, 'node_modules/.bin/nx', ...args)
}

/** This test's environment without what Nx and Vitest have told it: a copy is a workspace of its own. */
export function quiet(): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(NX_|VITEST|npm_|NODE_OPTIONS$|NODE_ENV$)/.test(name),
  )
  return { ...Object.fromEntries(inherited), NO_COLOR: '1', FORCE_COLOR: '0', NX_DAEMON: 'false' }
}
