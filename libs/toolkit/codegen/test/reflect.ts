import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import protobuf from 'protobufjs'

/** The kitchen's protos as protobufjs itself understands them. */
export function reflect(folder: string): protobuf.Root {
  const root = new protobuf.Root()
  for (const file of ['kitchen/v1/parts.proto', 'kitchen/v1/kitchen.proto']) {
    const { imports = [] } = protobuf.parse(readFileSync(join(folder, file), 'utf8'), root)
    for (const path of imports) root.addJSON(protobuf.common.get(path)?.nested ?? {})
  }
  return root.resolveAll() as protobuf.Root
}
