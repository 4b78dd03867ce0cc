import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

const workspace = join(import.meta.dirname, '../../../..')

export interface Compiled {
  /** What the compiler said, a line for each error. */
  readonly errors: readonly string[]
  readonly milliseconds: number
}

/** Checks types of `files` in `folder` as a project of this workspace is checked, declarations included. */
export function compile(folder: string, files: readonly string[]): Compiled {
  const config = {
    extends: join(workspace, 'tsconfig.base.json'),
    files,
    compilerOptions: {
      skipLibCheck: false,
      incremental: false,
      typeRoots: [join(workspace, 'node_modules/@types')],
      // The framework's declarations are its sources: only what is generated is to be judged here.
      noUnusedLocals: false,
      noUnusedParameters: false,
    },
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
  const started = performance.now()
  const tsc = join(workspace, 'node_modules/typescript/bin/tsc')
  const { stdout } = spawnSync(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], { encoding: 'utf8' })
  return { errors: stdout.split('\n').filter((line) => line !== ''), milliseconds: performance.now() - started }
}
