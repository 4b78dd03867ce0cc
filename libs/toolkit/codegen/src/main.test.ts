import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { Workshop } from '../test/workshop.ts'

function run(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [join(import.meta.dirname, 'main.ts'), ...args], { encoding: 'utf8' })
}

describe('the command', () => {
  test('generates, and says how much', () => {
    using workshop = new Workshop({ 'a.proto': 'message A {}' })
    const { status, stdout } = run('--proto', workshop.proto, '--out', workshop.out)
    expect(stdout).toBe(`1 protos, 4 files changed in ${workshop.out}\n`)
    expect(status).toBe(0)
    expect(existsSync(join(workshop.out, 'a.js'))).toBe(true)
  })

  test('says how it is used', () => {
    expect(run('--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('--include') })
  })

  test('refuses what it does not know, and misses what it needs', () => {
    expect(run('--prot', 'x')).toMatchObject({ status: 2, stderr: expect.stringContaining("'--prot'") })
    expect(run('--proto', 'x')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('--proto and --out are needed'),
    })
  })

  test('says a mistake in one line', () => {
    using workshop = new Workshop({ 'a.proto': 'message A { Missing x = 1; }' })
    const { status, stderr } = run('--proto', workshop.proto, '--out', workshop.out)
    expect(stderr).toBe('a.proto:2: field x: no such type: Missing\n')
    expect(status).toBe(1)
  })
})
