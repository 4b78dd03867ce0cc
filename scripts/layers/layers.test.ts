import { readFile, rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { ICruiseResult } from 'dependency-cruiser'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { listProjects } from '../projects.ts'
import { cruiseLayers, violations } from './cruise.ts'
import { writeWorkspace } from './fixture.ts'
import { layersDocument, packageArrows } from './graph.ts'
import { rules } from './rules.ts'

async function judge(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const root = await writeWorkspace(files)
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  return violations(await cruiseLayers(root))
}

/** For each rule one import that breaks it, and how the violation reads. */
const arrows: readonly { rule: string; file: string; imports: string; to: string }[] = [
  {
    rule: 'core-needs-only-protobufjs',
    file: 'libs/micro/core/src/a.ts',
    imports: 'pg',
    to: 'node_modules/pg/index.js',
  },
  {
    rule: 'micro-is-the-lowest-layer',
    file: 'libs/micro/testing/src/a.ts',
    imports: '@micro/broker-first',
    to: 'libs/plugins/broker/first/src/index.ts',
  },
  {
    rule: 'plugins-know-micro-alone',
    file: 'libs/plugins/broker/first/src/a.ts',
    imports: '@micro/broker-second',
    to: 'libs/plugins/broker/second/src/index.ts',
  },
  {
    rule: 'toolkit-knows-micro-alone',
    file: 'libs/toolkit/first/src/a.ts',
    imports: '@renting/platform',
    to: 'libs/platform/src/index.ts',
  },
  {
    rule: 'contracts-know-micro-alone',
    file: 'libs/contracts/src/a.ts',
    imports: '@renting/platform',
    to: 'libs/platform/src/index.ts',
  },
  {
    rule: 'platform-stands-on-micro-and-plugins',
    file: 'libs/platform/src/a.ts',
    imports: '@renting/contracts',
    to: 'libs/contracts/src/index.ts',
  },
  {
    rule: 'libraries-never-import-an-application',
    file: 'libs/platform/src/a.test.ts',
    imports: '@renting/user',
    to: 'apps/user/src/index.ts',
  },
  {
    rule: 'no-service-imports-another',
    file: 'apps/order/src/a.ts',
    imports: '@renting/user',
    to: 'apps/user/src/index.ts',
  },
  {
    rule: 'nothing-stands-above-the-whole-system-tests',
    file: 'apps/order/src/a.ts',
    imports: '@renting/e2e',
    to: 'e2e/src/index.ts',
  },
  {
    rule: 'domain-is-pure',
    file: 'apps/order/src/domain/a.ts',
    imports: '@micro/core',
    to: 'libs/micro/core/src/index.ts',
  },
  { rule: 'domain-is-pure', file: 'apps/order/src/domain/a.ts', imports: 'pg', to: 'node_modules/pg/index.js' },
  { rule: 'domain-is-pure', file: 'apps/order/src/domain/a.ts', imports: 'node:fs', to: 'fs' },
  {
    rule: 'testing-only-from-tests',
    file: 'libs/plugins/broker/first/src/a.ts',
    imports: '@micro/testing',
    to: 'libs/micro/testing/src/index.ts',
  },
  {
    rule: 'only-through-the-front-door',
    file: 'apps/order/src/a.ts',
    imports: '../../../libs/platform/src/index.ts',
    to: 'libs/platform/src/index.ts',
  },
  {
    rule: 'composition-root-is-not-imported',
    file: 'apps/order/src/main.ts',
    imports: './main.ts',
    to: 'apps/order/src/main.ts',
  },
  { rule: 'resolvable', file: 'apps/order/src/a.ts', imports: './gone.ts', to: './gone.ts' },
  { rule: 'declared-dependencies', file: 'apps/order/src/a.ts', imports: 'stray', to: 'node_modules/stray/index.js' },
]

describe('layer rules', () => {
  test.each(arrows)('$rule refuses $file → $imports', async ({ rule, file, imports, to }) => {
    expect(await judge({ [file]: `import '${imports}'\n` })).toContain(`${rule}: ${file} → ${to}`)
  })

  test('a type import is an arrow too', async () => {
    const file = 'libs/micro/core/src/a.ts'
    const broken = await judge({
      [file]: "import type { here } from '@renting/platform'\nexport type Here = typeof here\n",
    })
    expect(broken).toContain(`micro-is-the-lowest-layer: ${file} → libs/platform/src/index.ts`)
  })

  test('a cycle is refused', async () => {
    const broken = await judge({
      'apps/order/src/a.ts': "import { b } from './b.ts'\nexport const a = (): unknown => b\n",
      'apps/order/src/b.ts': "import { a } from './a.ts'\nexport const b = (): unknown => a\n",
    })
    expect(broken).toEqual(['no-cycles: apps/order/src/a.ts → apps/order/src/b.ts'])
  })

  test('types may refer to each other', async () => {
    const broken = await judge({
      'apps/order/src/a.ts': "import type { B } from './b.ts'\nexport interface A { readonly b?: B }\n",
      'apps/order/src/b.ts': "import type { A } from './a.ts'\nexport interface B { readonly a?: A }\n",
    })
    expect(broken).toEqual([])
  })

  test('the arrows of the design are allowed', async () => {
    const broken = await judge({
      'libs/micro/core/src/a.ts': "import 'node:net'\nimport 'protobufjs'\n",
      'libs/plugins/broker/first/src/a.ts': "import '@micro/core'\nimport 'pg'\n",
      'libs/plugins/broker/first/src/a.test.ts': "import '@micro/testing'\nimport '@micro/second'\n",
      'libs/toolkit/first/src/a.ts': "import '@micro/core'\n",
      'libs/contracts/gen/a.ts': "import '@micro/core'\n",
      'libs/platform/src/a.ts': "import '@micro/core'\nimport '@micro/broker-first'\n",
      'libs/platform/src/values/index.ts': 'export const pure = true\n',
      'apps/order/src/domain/a.ts': "import '@renting/platform/values'\n",
      'apps/order/src/main.ts': "import './domain/a.ts'\nimport '@renting/contracts'\nimport '@renting/platform'\n",
      'apps/runner/src/main.ts': "import '@renting/user'\nimport '@renting/order'\n",
      'e2e/test/a.test.ts': "import '@renting/runner'\nimport '@micro/testing'\n",
    })
    expect(broken).toEqual([])
  })

  test('every rule is shown to refuse something', () => {
    const shown = new Set([...arrows.map(({ rule }) => rule), 'no-cycles'])
    expect(rules.map(({ name }) => name).filter((name) => !shown.has(name ?? ''))).toEqual([])
  })
})

describe('this workspace', () => {
  const root = resolve(import.meta.dirname, '../..')
  let result: ICruiseResult
  beforeAll(async () => {
    result = await cruiseLayers(root)
  })

  test('has no arrow that may not be', () => {
    expect(violations(result)).toEqual([])
  })

  test('is read through the exports of its packages, down to the sources', () => {
    const resolved = result.modules.flatMap((module) => module.dependencies.map((dependency) => dependency.resolved))
    expect(resolved).toContain('libs/micro/core/src/index.ts')
  })

  test('is what docs/architecture/layers.md shows; if not, npm run graph:layers draws it again', async () => {
    const drawn = await readFile(resolve(root, 'docs/architecture/layers.md'), 'utf8')
    expect(drawn).toBe(layersDocument(packageArrows(result, listProjects(root))))
  })
})
