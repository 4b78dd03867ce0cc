import type { Tree } from '@nx/devkit'
import ts from 'typescript'
import type { Name } from '../names.ts'

/** Where the runner says which services it starts. */
export const runnerServices = 'apps/runner/src/services.ts'

/**
 * Adds a service with a database and events to the runner's list, before those in front.
 *
 * @throws Error when the file has no list `services`
 */
export function addToRunner(tree: Tree, { kebab, camel }: Name): void {
  const text = tree.read(runnerServices, 'utf8') ?? ''
  const list = listIn(ts.createSourceFile(runnerServices, text, ts.ScriptTarget.Latest, true))
  if (list === undefined) throw new Error(`${runnerServices} has no list called services.`)
  const front = list.elements.find((element) => hasProperty(element, 'front'))
  const { end, length, hasTrailingComma } = list.elements
  const comma = front === undefined && length > 0 && !hasTrailingComma ? ', ' : ''
  const at = front?.getStart() ?? end
  const spec = `${comma}{
    name: '${kebab}',
    script: script('${kebab}'),
    load: async () => (await import('@renting/${kebab}')).${camel},
    database: { extensions: [] },
    events: true,
  },
  `
  tree.write(runnerServices, `${text.slice(0, at)}${spec}${text.slice(at)}`)
}

function listIn(source: ts.SourceFile): ts.ArrayLiteralExpression | undefined {
  const declared = source.statements
    .filter(ts.isVariableStatement)
    .flatMap((statement) => [...statement.declarationList.declarations])
    .find((declaration) => declaration.name.getText() === 'services')
  const value = declared?.initializer
  return value !== undefined && ts.isArrayLiteralExpression(value) ? value : undefined
}

function hasProperty(element: ts.Expression, name: string): boolean {
  if (!ts.isObjectLiteralExpression(element)) return false
  return element.properties.some((property) => property.name?.getText() === name)
}
