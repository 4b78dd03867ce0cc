import { execFile } from 'node:child_process'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import ts from 'typescript'
import type { Block } from './blocks.ts'

/** Longest time that one block may run. */
const limitMs = 60_000

/**
 * Writes the TypeScript blocks of one document as modules into `folder`.
 *
 * @returns the module's path of each block, in order
 */
export async function writeModules(folder: string, blocks: readonly Block[]): Promise<ReadonlyMap<Block, string>> {
  await rm(folder, { recursive: true, force: true })
  const paths = new Map<Block, string>()
  for (const block of blocks) {
    if (block.language !== 'ts') continue
    const path = join(folder, block.file ?? `line-${block.line}.ts`)
    await mkdir(dirname(path), { recursive: true })
    // Each block is a module of its own, also one that neither imports nor exports.
    await writeFile(path, `${block.text}export {}\n`)
    paths.set(block, path)
  }
  return paths
}

/**
 * Type-checks modules together under the settings of a tsconfig file, unused names allowed.
 *
 * @returns messages by file, `line: text`, the line counted from 1 in the module
 */
export function typeErrors(tsconfig: string, files: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const read = ts.readConfigFile(tsconfig, ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent({ ...read.config, files: [...files] }, ts.sys, dirname(tsconfig))
  const program = ts.createProgram(files, {
    ...options,
    noUnusedLocals: false,
    noUnusedParameters: false,
    incremental: false,
    tsBuildInfoFile: undefined,
  })
  const messages = new Map<string, string[]>()
  for (const { file, start, messageText } of ts.getPreEmitDiagnostics(program)) {
    const name = file?.fileName ?? tsconfig
    const line = file && start !== undefined ? file.getLineAndCharacterOfPosition(start).line + 1 : 0
    messages.set(name, [
      ...(messages.get(name) ?? []),
      `${line}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
    ])
  }
  return messages
}

/**
 * Runs a module by Node, or a script by the shell, from the workspace's root.
 *
 * @returns what it printed
 * @throws where it does not end by itself with code 0 within a minute
 */
export async function runBlock(root: string, block: Block, module: string | undefined): Promise<string> {
  const [command, args] = module ? [process.execPath, [module]] : ['bash', ['-euo', 'pipefail', '-c', block.text]]
  const { stdout } = await promisify(execFile)(command, args, { cwd: root, timeout: limitMs })
  return stdout
}

/** The npm scripts that a shell block calls: `npm test`, `npm start`, `npm run <name>`. */
export function calledScripts(text: string): readonly string[] {
  const calls = text.matchAll(/\bnpm (?:run(?:-script)? +(?<name>[\w:.-]+)|(?<short>test|start)\b)/g)
  return [...calls].map(({ groups }) => groups?.name ?? groups?.short ?? '')
}
