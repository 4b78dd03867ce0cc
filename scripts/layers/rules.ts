import type { IForbiddenRuleType } from 'dependency-cruiser'

/** Tests, and what a package offers to the tests of others. */
export const testFile = '\\.test\\.ts$|/test/|/src/vitest\\.ts$'

/** The folder that holds one package, captured for use as `$1` in `to`. */
const packageFolder =
  '^((?:apps|libs/micro|libs/toolkit|libs/plugins/[^/]+)/[^/]+|libs/contracts|libs/platform|bench|e2e|scripts)/'

/**
 * The arrows of docs/architecture.md, as what may not be imported:
 * micro ← plugins ← platform ← apps, micro ← toolkit, contracts ← apps.
 */
export const rules: readonly IForbiddenRuleType[] = [
  {
    name: 'core-needs-only-protobufjs',
    comment: 'The core works alone: no plugin, no platform, and one library.',
    severity: 'error',
    from: { path: '^libs/micro/core/', pathNot: testFile },
    to: {
      path: '.',
      pathNot: ['^libs/micro/core/', '/node_modules/protobufjs/', '^node_modules/protobufjs/'],
      dependencyTypesNot: ['core'],
    },
  },
  {
    name: 'micro-is-the-lowest-layer',
    severity: 'error',
    from: { path: '^libs/micro/' },
    to: { path: '^(apps|bench|e2e|scripts|libs/(plugins|platform|contracts))/' },
  },
  {
    name: 'plugins-know-micro-alone',
    severity: 'error',
    from: { path: '^(libs/plugins/[^/]+/[^/]+)/', pathNot: testFile },
    to: { path: '^(apps|bench|e2e|scripts|libs)/', pathNot: ['^$1/', '^libs/micro/core/'] },
  },
  {
    name: 'toolkit-knows-micro-alone',
    comment: 'Beside how programs are run, which several of them need.',
    severity: 'error',
    from: { path: '^(libs/toolkit/[^/]+)/', pathNot: testFile },
    to: { path: '^(apps|bench|e2e|scripts|libs)/', pathNot: ['^$1/', '^libs/micro/core/', '^libs/toolkit/process/'] },
  },
  {
    name: 'contracts-know-micro-alone',
    severity: 'error',
    from: { path: '^libs/contracts/' },
    to: { path: '^(apps|bench|e2e|scripts|libs)/', pathNot: '^libs/(contracts|micro/core)/' },
  },
  {
    name: 'platform-stands-on-micro-and-plugins',
    severity: 'error',
    from: { path: '^libs/platform/', pathNot: testFile },
    to: { path: '^(apps|bench|e2e|scripts|libs)/', pathNot: '^libs/(platform|plugins|micro/core)/' },
  },
  {
    name: 'libraries-never-import-an-application',
    severity: 'error',
    from: { path: '^libs/' },
    to: { path: '^(apps|bench|e2e|scripts)/' },
  },
  {
    name: 'no-service-imports-another',
    comment: 'Services meet by calls and events. The runner alone may start them all.',
    severity: 'error',
    from: { path: '^apps/([^/]+)/', pathNot: '^apps/runner/' },
    to: { path: '^apps/', pathNot: '^apps/$1/' },
  },
  {
    name: 'nothing-stands-above-the-whole-system-tests',
    severity: 'error',
    from: { path: '^(apps|libs)/' },
    to: { path: '^(bench|e2e|scripts)/' },
  },
  {
    name: 'domain-is-pure',
    comment: 'Rules of the trade: no database, no framework, no I/O; of ours only the pure values.',
    severity: 'error',
    from: { path: '^(apps/[^/]+/src/domain)/', pathNot: testFile },
    to: { path: '.', pathNot: ['^$1/', '^libs/platform/src/values(/|\\.ts$)'] },
  },
  {
    name: 'testing-only-from-tests',
    severity: 'error',
    from: { path: '^(apps|libs)/', pathNot: [testFile, '^libs/micro/testing/'] },
    to: { path: `^libs/micro/testing/|${testFile}|^node_modules/(vitest|fast-check)/` },
  },
  {
    name: 'only-through-the-front-door',
    comment: 'Another package is imported by its name, so that its exports say what is public.',
    severity: 'error',
    from: { path: packageFolder },
    to: {
      path: '^(apps|libs|bench|e2e|scripts)/',
      pathNot: '^$1/',
      dependencyTypes: ['local'],
      dependencyTypesNot: ['aliased'],
    },
  },
  {
    name: 'composition-root-is-not-imported',
    comment: 'main.ts knows all others; whoever imported it would know everything too.',
    severity: 'error',
    from: { path: '.', pathNot: testFile },
    to: { path: '^apps/[^/]+/src/main\\.ts$' },
  },
  {
    name: 'no-cycles',
    severity: 'error',
    from: {},
    to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
  },
  {
    name: 'resolvable',
    comment: 'What is not found is not judged. (Types of libraries are the type check’s business.)',
    severity: 'error',
    from: {},
    to: { couldNotResolve: true, path: '^(\\.|@micro/|@renting/)' },
  },
  {
    name: 'declared-dependencies',
    comment: 'What a package imports stands in its own package.json (or, for tools, in the root one).',
    severity: 'error',
    from: {},
    to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
  },
]
