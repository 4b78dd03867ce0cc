import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { EventType, MessageType, ServiceDescription } from '@micro/core'
import { type Generated, type GenerateOptions, generate } from '../src/index.ts'

export const coreFolder = join(import.meta.dirname, '../../../micro/core')
export const protoFolder = join(import.meta.dirname, 'proto')

/** What a generated module exports, as far as tests that know it only at run time can say. */
export type Module = Readonly<Record<string, MessageType & EventType & ServiceDescription & Record<string, unknown>>>

/** A folder for protos and what is generated from them; gone after the test. */
export class Workshop implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'codegen-'))
  readonly proto = join(this.folder, 'proto')
  readonly out = join(this.folder, 'gen')

  constructor(files: Readonly<Record<string, string>> = {}) {
    mkdirSync(this.proto)
    writeFileSync(join(this.folder, 'package.json'), '{ "type": "module" }')
    for (const [path, source] of Object.entries(files)) this.write(path, source)
  }

  /** A proto; `syntax` is put before it where it has none. */
  write(path: string, source: string): void {
    mkdirSync(dirname(join(this.proto, path)), { recursive: true })
    writeFileSync(
      join(this.proto, path),
      /^\s*(syntax|edition)\b/m.test(source) ? source : `syntax = "proto3";\n${source}`,
    )
  }

  generate(options: Partial<GenerateOptions> = {}): Generated {
    return generate({ proto: this.proto, out: this.out, core: coreFolder, ...options })
  }

  async import(path: string): Promise<Module> {
    return (await import(pathToFileURL(join(this.out, path)).href)) as Module
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}
