import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Client } from 'pg'
import { expect, test } from 'vitest'
import type { Here } from './here.ts'

/** Of how it is put together and run. */
export function workspaceDefects(here: Here): void {
  test('14: a service has its own database, and gets into no other', async () => {
    const { platform } = here()
    for (const service of ['user', 'house', 'order'] as const) {
      const { options } = await platform.database(service)
      const login = await platform.login(service)
      for (const other of ['user', 'house', 'order'].filter((name) => name !== service)) {
        const stranger = new Client({ ...options, ...login, database: `renting_${other}` })
        stranger.on('error', () => {})
        await expect(stranger.connect()).rejects.toMatchObject({ code: '42501' })
      }
    }
  })

  test('15: one command runs all of it, with secrets that are its own', async () => {
    const { platform } = here()
    expect((await fetch(`${platform.url}/readyz`)).status).toBe(200)
    const file = join(platform.data, 'secrets.json')
    const secrets = Object.values(JSON.parse(await readFile(file, 'utf8')) as Record<string, string>)
    expect(secrets.length).toBeGreaterThan(3)
    expect(new Set(secrets).size).toBe(secrets.length)
    for (const secret of secrets) {
      expect(secret.length).toBeGreaterThanOrEqual(24)
      expect(platform.lines.filter((line) => line.includes(secret))).toEqual([])
    }
    // Windows knows no such bits.
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o077).toBe(0)
  })
}
