import { existsSync } from 'node:fs'
import { isAbsolute, posix, relative, resolve, sep } from 'node:path'
import { emitIndex } from './emit-index.ts'
import { emitJavaScript } from './emit-js.ts'
import { emitTypes } from './emit-types.ts'
import { ProtoError } from './error.ts'
import { load, type ProtoFile } from './load.ts'
import { check } from './model.ts'
import { writeOutput } from './output.ts'

export interface GenerateOptions {
  /** Folder of the `.proto` files. Their place in it is the path by which they import one another. */
  readonly proto: string
  /** Folder to write to; what was generated there before and is no more is removed. */
  readonly out: string
  /** More folders in which imports are looked for; nothing is generated for what is found there. @default [] */
  readonly include?: readonly string[]
  /**
   * What generated code imports the framework by: the package's name, or its folder where the code is a part of it.
   *
   * @default '@micro/core'
   */
  readonly core?: string
}

export interface Generated {
  /** How many `.proto` files were read. */
  readonly protos: number
  /** Paths under `out` that were written or removed. */
  readonly changed: readonly string[]
}

/** Generates code for a folder of protos. @throws ProtoError for a mistake in one of them; nothing is written then */
export function generate(options: GenerateOptions): Generated {
  if (!existsSync(options.proto)) throw new ProtoError(options.proto, undefined, 'no such folder')
  const files = load(options.proto, options.include)
  check(files)
  const output = new Map<string, string>()
  for (const file of files) {
    const core = imports(options, file)
    const path = file.path.replace(/\.proto$/, '')
    output.set(`${path}.js`, emitJavaScript(file, core.generated))
    output.set(`${path}.d.ts`, emitTypes(file, core.types))
  }
  for (const [folder, members] of Map.groupBy(files, (file) => posix.dirname(file.path))) {
    const path = posix.join(folder, 'index')
    if (output.has(`${path}.js`)) continue
    const index = emitIndex(members)
    output.set(`${path}.js`, index.javaScript)
    output.set(`${path}.d.ts`, index.types)
  }
  return { protos: files.length, changed: writeOutput(options.out, output) }
}

function imports(
  { core = '@micro/core', out }: GenerateOptions,
  file: ProtoFile,
): { types: string; generated: string } {
  if (!core.startsWith('.') && !isAbsolute(core)) return { types: core, generated: `${core}/generated` }
  const folder = relative(resolve(out, posix.dirname(file.path)), resolve(core, 'src'))
    .split(sep)
    .join('/')
  return { types: `${folder}/index.ts`, generated: `${folder}/generated.ts` }
}
