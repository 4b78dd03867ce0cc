import { existsSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { Project } from './projects.ts'

/** Where each project's Vitest leaves its counts; an output of its cached `test` target. */
export const reportFile = '.reports/tests.json'

/** One task as Nx tells it after a run. */
export interface TaskResult {
  readonly projectName: string
  readonly target: string
  /** Exit code, 0 when it passed or came from the cache. */
  readonly status: number
}

export interface Tally {
  readonly passed: number
  readonly failed: number
  /** What failed, one line each: a test by file and name, another check by its task. */
  readonly failures: readonly string[]
}

/** The part of Vitest's JSON report that is read here. */
interface Report {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[]
  }[]
}

/**
 * Sums the test counts of all projects that ran, or whose result the cache gave back.
 * A test file that did not load and a task that failed without a failing test (types, lint) count as one
 * failure each, so that `0 failed` always means that everything passed.
 *
 * @param root - the workspace's root
 */
export function tally(root: string, projects: readonly Project[], tasks: readonly TaskResult[]): Tally {
  let passed = 0
  let failed = 0
  const failures: string[] = []
  for (const { projectName, target, status } of tasks) {
    const report = target === 'test' ? readReport(root, projects, projectName) : undefined
    const unloaded = report ? unloadedFiles(root, report) : []
    const failedTests = (report?.numFailedTests ?? 0) + unloaded.length
    passed += report?.numPassedTests ?? 0
    failed += failedTests
    if (report) failures.push(...describeFailures(root, report), ...unloaded)
    const silent = target === 'test' && status === 0 && report === undefined
    if (failedTests === 0 && (status !== 0 || silent)) {
      failed += 1
      failures.push(`${projectName}:${target}${silent ? ' left no report' : ''}`)
    }
  }
  return { passed, failed, failures }
}

function readReport(root: string, projects: readonly Project[], name: string): Report | undefined {
  const folder = projects.find((project) => project.name === name)?.folder
  if (folder === undefined) return undefined
  const file = join(root, folder, reportFile)
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Report) : undefined
}

/** Test files that failed as a whole: nothing in them ran. */
function unloadedFiles(root: string, report: Report): readonly string[] {
  return report.testResults
    .filter(({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0)
    .map(({ name }) => `${relative(root, name)} did not load`)
}

function describeFailures(root: string, report: Report): readonly string[] {
  return report.testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === 'failed')
      .map(({ fullName }) => `${relative(root, name)} > ${fullName}`),
  )
}
