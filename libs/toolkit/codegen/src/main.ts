#!/usr/bin/env node
import { parseArgs } from 'node:util'
import { ProtoError } from './error.ts'
import { generate } from './generate.ts'

const usage = `Generates messages, typed clients and typed handlers from .proto files.

usage: micro-codegen --proto <folder> --out <folder> [--include <folder>]... [--core <package or folder>]

  --proto    folder of the .proto files (syntax proto3)
  --out      folder to write to: for a/b.proto, a/b.js and a/b.d.ts, and for each folder an index of its protos
  --include  one more folder in which imports are looked for; may be repeated
  --core     what the code imports the framework by (default: @micro/core)
  --help     this text
`

function main(): number {
  let values: { proto?: string; out?: string; include?: string[]; core?: string; help?: boolean }
  try {
    values = parseArgs({
      options: {
        proto: { type: 'string' },
        out: { type: 'string' },
        include: { type: 'string', multiple: true },
        core: { type: 'string' },
        help: { type: 'boolean' },
      },
    }).values
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n\n${usage}`)
    return 2
  }
  if (values.help) {
    process.stdout.write(usage)
    return 0
  }
  const { proto, out, include, core } = values
  if (!proto || !out) {
    process.stderr.write(`--proto and --out are needed\n\n${usage}`)
    return 2
  }
  try {
    const { protos, changed } = generate({ proto, out, ...(include && { include }), ...(core && { core }) })
    process.stdout.write(`${protos} protos, ${changed.length} files changed in ${out}\n`)
    return 0
  } catch (error) {
    if (!(error instanceof ProtoError)) throw error
    process.stderr.write(`${error.message}\n`)
    return 1
  }
}

process.exitCode = main()
