import { cruise, type ICruiseResult } from 'dependency-cruiser'
import { rules } from './rules.ts'

const folders = ['apps', 'libs', 'bench', 'e2e', 'scripts']

/**
 * Reads every import below `root`, type imports included, and judges it by the layer rules.
 *
 * @param root - absolute path of a tree laid out as this repository
 */
export async function cruiseLayers(root: string): Promise<ICruiseResult> {
  const result = await cruise(folders, {
    baseDir: root,
    validate: true,
    ruleSet: { forbidden: [...rules] },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['^(?!.*node_modules).*/(dist|\\.data|\\.cache|\\.blocks|\\.reports)/', 'vitest\\.config\\.ts$'] },
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['node', 'import', 'default'],
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.json'],
    },
  })
  if (typeof result.output === 'string') throw new TypeError('dependency-cruiser answered with text')
  return result.output
}

/** One line for each broken rule: `rule: from → to`. */
export function violations(result: ICruiseResult): readonly string[] {
  return result.summary.violations
    .filter((violation) => violation.rule.severity === 'error')
    .map((violation) => `${violation.rule.name}: ${violation.from} → ${violation.to}`)
}
