import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type GenerateOptions, generate } from '@micro/codegen'

/** As for the generator, with folders relative to the workspace. */
export type ProtoSource = GenerateOptions

/** @throws ProtoError for a mistake in a proto */
export function generateProtos(root: string, sources: readonly ProtoSource[], say: (line: string) => void): void {
  for (const { proto, out, include = [], core } of sources) {
    if (!existsSync(join(root, proto))) continue
    const { protos, changed } = generate({
      proto: join(root, proto),
      out: join(root, out),
      include: include.map((folder) => join(root, folder)),
      ...(core && { core: join(root, core) }),
    })
    if (changed.length > 0) say(`generated ${out}: ${changed.length} files changed, from ${protos} protos in ${proto}`)
  }
}
