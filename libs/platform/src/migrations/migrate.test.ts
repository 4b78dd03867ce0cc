import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDatabase } from '@micro/postgres-server'
import { Client } from 'pg'
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest'
import { Child } from '../../test/child.ts'
import { memoryLog } from '../../test/log.ts'
import { StartError } from '../errors.ts'
import { migrate } from './migrate.ts'

let url: string
let folder: string

beforeEach(async () => {
  url = (await createDatabase(inject('postgresUrl'))).url
  folder = await mkdtemp(join(tmpdir(), 'migrations-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function put(name: string, sql: string): Promise<void> {
  await mkdir(join(folder, name), { recursive: true })
  await writeFile(join(folder, name, 'migration.sql'), sql)
}

async function query<R extends object>(sql: string): Promise<R[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<R>(sql).finally(() => client.end())
  return rows
}

const apply = (folders: readonly string[] = [folder]) => migrate({ url, folders, log: memoryLog().log })
const applied = async () =>
  (await query<{ name: string }>('SELECT name FROM schema_migrations ORDER BY applied_at')).map(({ name }) => name)

async function failure(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(StartError)
  return (error as StartError).message
}

const init = '20260101000000_init'
const more = '20260102000000_more'

describe('migrations', () => {
  test('are applied in order, once, and told of', async () => {
    await put(more, 'INSERT INTO a VALUES (1);')
    await put(init, 'CREATE TABLE a (n integer); CREATE TABLE b (n integer);')
    const { log, lines } = memoryLog()
    expect(await migrate({ url, folders: [folder], log })).toEqual([init, more])
    expect(await apply()).toEqual([])
    expect(await query('SELECT n FROM a')).toEqual([{ n: 1 }])
    expect(lines().map(({ msg, migration }) => [msg, migration])).toEqual([
      ['migration applied', init],
      ['migration applied', more],
    ])
  })

  test('that came since are applied at the next start', async () => {
    await put(init, 'CREATE TABLE a (n integer)')
    await apply()
    await put(more, 'ALTER TABLE a ADD COLUMN m integer')
    expect(await apply()).toEqual([more])
    expect(await applied()).toEqual([init, more])
  })

  test('of the first folder come first, whatever their times', async () => {
    const base = await mkdtemp(join(tmpdir(), 'migrations-'))
    await mkdir(join(base, '20270101000000_base'))
    await writeFile(join(base, '20270101000000_base', 'migration.sql'), 'CREATE TABLE a (n integer)')
    await put(init, 'ALTER TABLE a ADD COLUMN m integer')
    expect(await apply([base, folder])).toEqual(['20270101000000_base', init])
    await rm(base, { recursive: true })
  })

  test('are whole or not at all; the next start goes on after the last that is', async () => {
    await put(init, 'CREATE TABLE a (n integer)')
    await put(more, '-- two steps\nCREATE TABLE c (n integer);\nINSERT INTO nowhere VALUES (1);')
    expect(await failure(apply())).toBe(`migration ${more} failed at line 3: relation "nowhere" does not exist`)
    expect(await applied()).toEqual([init])
    expect(await query(`SELECT to_regclass('c') AS c`)).toEqual([{ c: null }])
    await put(more, 'CREATE TABLE c (n integer)')
    expect(await apply()).toEqual([more])
  })

  test('are applied once though several processes start together', async () => {
    const children = Array.from({ length: 4 }, () => new Child('migrate-child.ts', { DATABASE_URL: url }))
    const ends = await Promise.all(children.map((child) => child.end()))
    expect(ends.map(({ code }) => code)).toEqual([0, 0, 0, 0])
    const results = children.map((child) => JSON.parse(child.stdout) as string[]).sort((a, b) => b.length - a.length)
    expect(results[0]!.length).toBeGreaterThan(0)
    expect(results.slice(1)).toEqual([[], [], []])
    expect(await applied()).toEqual(results[0])
  })
})

describe('a start is refused with a sentence', () => {
  test('when a migration was changed after it was applied; other line ends are no change', async () => {
    await put(init, 'CREATE TABLE a\n(n integer)')
    await apply()
    await put(init, 'CREATE TABLE a\r\n(n integer)')
    expect(await apply()).toEqual([])
    await put(init, 'CREATE TABLE a (m integer)')
    expect(await failure(apply())).toBe(
      `migrations were changed after they were applied: ${init}; ` +
        'restore the files and put the change into a new migration',
    )
  })

  test('when the database is ahead of the files, and nothing is touched', async () => {
    await put(init, 'CREATE TABLE a (n integer)')
    await put(more, 'CREATE TABLE b (n integer)')
    await apply()
    await rm(join(folder, more), { recursive: true })
    await put('20260103000000_third', 'CREATE TABLE c (n integer)')
    expect(await failure(apply())).toBe(
      `the database has migrations that are not among the files: ${more}; run the version that has them`,
    )
    expect(await applied()).toEqual([init, more])
  })

  test('when a folder is not there, misnamed, without SQL, or there twice', async () => {
    expect(await failure(apply([join(folder, 'nowhere')]))).toMatch(/^migrations can't be read from .*nowhere: ENOENT/)
    await put(init, 'SELECT 1')
    expect(await failure(apply([folder, folder]))).toBe(`migration ${init} is there twice`)
    await mkdir(join(folder, more))
    expect(await failure(apply())).toMatch(new RegExp(`^migration ${more} has no migration.sql: ENOENT`))
    await rm(join(folder, more), { recursive: true })
    await put('first', 'SELECT 1')
    expect(await failure(apply())).toBe(
      'migration first is misnamed; expected <yyyymmddhhmmss>_<name>, such as 20260101000000_init',
    )
  })
})
