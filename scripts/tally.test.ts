import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Project } from './projects.ts'
import { reportFile, type TaskResult, tally } from './tally.ts'

const projects: readonly Project[] = [
  { name: '@renting/user', folder: 'apps/user', scripts: {} },
  { name: '@renting/order', folder: 'apps/order', scripts: {} },
]

/** A workspace in which each project left a report: names of its tests, by how they ended. */
async function workspace(reports: Readonly<Record<string, { passed: string[]; failed: string[] }>>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'tally-'))
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  for (const [folder, { passed, failed }] of Object.entries(reports)) {
    const file = join(root, folder, reportFile)
    await mkdir(dirname(file), { recursive: true })
    const results = [
      ...passed.map((fullName) => ({ fullName, status: 'passed' })),
      ...failed.map((fullName) => ({ fullName, status: 'failed' })),
    ]
    const name = join(root, folder, 'src/a.test.ts')
    const testResults = [{ name, status: failed.length > 0 ? 'failed' : 'passed', assertionResults: results }]
    await writeFile(file, JSON.stringify({ numPassedTests: passed.length, numFailedTests: failed.length, testResults }))
  }
  return root
}

const task = (projectName: string, target: string, status = 0): TaskResult => ({ projectName, target, status })

const unloaded = (root: string, file: string) => ({ name: join(root, file), status: 'failed', assertionResults: [] })

test('counts are summed over projects', async () => {
  const root = await workspace({
    'apps/user': { passed: ['signs in', 'signs out'], failed: [] },
    'apps/order': { passed: ['books'], failed: [] },
  })
  const tasks = [task('@renting/user', 'test'), task('@renting/order', 'test'), task('@renting/order', 'lint')]
  expect(tally(root, projects, tasks)).toEqual({ passed: 3, failed: 0, failures: [] })
})

test('a failing test is named with its file', async () => {
  const root = await workspace({ 'apps/order': { passed: ['books'], failed: ['order refuses the past'] } })
  expect(tally(root, projects, [task('@renting/order', 'test', 1)])).toEqual({
    passed: 1,
    failed: 1,
    failures: [`${join('apps/order/src/a.test.ts')} > order refuses the past`],
  })
})

test('a test file that did not load is one failure', async () => {
  const root = await workspace({ 'apps/order': { passed: [], failed: [] } })
  const report = { numPassedTests: 0, numFailedTests: 0, testResults: [unloaded(root, 'apps/order/src/b.test.ts')] }
  await writeFile(join(root, 'apps/order', reportFile), JSON.stringify(report))
  expect(tally(root, projects, [task('@renting/order', 'test', 1)])).toEqual({
    passed: 0,
    failed: 1,
    failures: [`${join('apps/order/src/b.test.ts')} did not load`],
  })
})

test('a check that fails without a failing test is one failure', async () => {
  const root = await workspace({ 'apps/order': { passed: ['books'], failed: [] } })
  const tasks = [task('@renting/order', 'test', 1), task('@renting/user', 'typecheck', 2)]
  expect(tally(root, projects, tasks)).toEqual({
    passed: 1,
    failed: 2,
    failures: ['@renting/order:test', '@renting/user:typecheck'],
  })
})

test('tests that left no report are a failure, even if they say they passed', async () => {
  const root = await workspace({})
  expect(tally(root, projects, [task('@renting/user', 'test')])).toEqual({
    passed: 0,
    failed: 1,
    failures: ['@renting/user:test left no report'],
  })
})

test('a report of a project that did not run is not counted', async () => {
  const root = await workspace({ 'apps/user': { passed: ['signs in'], failed: [] } })
  expect(tally(root, projects, [task('@renting/user', 'lint')])).toEqual({ passed: 0, failed: 0, failures: [] })
})
