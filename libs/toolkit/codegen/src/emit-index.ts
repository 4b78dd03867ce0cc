import { posix } from 'node:path'
import { Lines } from './lines.ts'
import type { ProtoFile } from './load.ts'
import { eventOf } from './model.ts'
import { declaredName } from './names.ts'

/** What is generated for one folder: all that its protos have, mostly those of one package. */
export interface FolderIndex {
  readonly javaScript: string
  readonly types: string
}

/** @param files the protos of one folder */
export function emitIndex(files: readonly ProtoFile[]): FolderIndex {
  const javaScript = new Lines()
  const types = new Lines()
  const events: string[] = []
  for (const file of files) {
    const module = `./${posix.basename(file.path, '.proto')}.js`
    const exported = `export * from '${module}'`
    javaScript.add(exported)
    types.add(exported)
    const names = file.messages.filter((type) => eventOf(type)).map(declaredName)
    if (names.length === 0) continue
    events.push(...names)
    javaScript.add(`import { ${names.join(', ')} } from '${module}'`)
    types.add(`import type { ${names.join(', ')} } from '${module}'`)
  }
  if (events.length > 0) {
    // Each proto has `events` of its own; what a module exports itself goes before what it passes on.
    javaScript.add('', `export const events = [${events.join(', ')}]`)
    types.add('').doc('Every event of these protos.')
    types.add(`export declare const events: readonly [${events.map((name) => `typeof ${name}`).join(', ')}]`)
  }
  return { javaScript: javaScript.toString(), types: types.toString() }
}
