import { Client } from 'pg'
import { describe, expect, inject, test } from 'vitest'
import { createDatabase } from './database.ts'
import './vitest.ts'

const server = inject('postgresUrl')

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

describe('createDatabase', () => {
  test('gives the owner its database and no other', async () => {
    const [house, order] = await Promise.all([createDatabase(server), createDatabase(server)])
    expect(await query(house.url, 'SELECT current_database() AS database, current_user AS user')).toEqual([
      { database: house.name, user: house.name },
    ])
    const elsewhere = (database: string) => Object.assign(new URL(house.url), { pathname: `/${database}` }).href
    for (const other of [order.name, 'postgres', 'template1']) {
      await expect(query(elsewhere(other), 'SELECT 1')).rejects.toThrow('permission denied for database')
    }
  })

  test('gives the owner no rights beyond its database', async () => {
    const { url } = await createDatabase(server)
    await expect(query(url, 'CREATE ROLE intruder')).rejects.toThrow('permission denied')
    await expect(query(url, 'CREATE DATABASE another')).rejects.toThrow('permission denied')
    await expect(query(url, "SELECT pg_read_file('/etc/passwd')")).rejects.toThrow('permission denied')
  })

  test('creates extensions', async () => {
    const { url } = await createDatabase(server, { extensions: ['btree_gist'] })
    await query(
      url,
      'CREATE TABLE stay (house int, nights daterange, EXCLUDE USING gist (house WITH =, nights WITH &&))',
    )
    const book = (nights: string) => query(url, `INSERT INTO stay VALUES (1, '${nights}')`)
    await book('[2030-01-01, 2030-01-03)')
    await book('[2030-01-03, 2030-01-04)')
    await expect(book('[2030-01-02, 2030-01-04)')).rejects.toThrow(
      'conflicting key value violates exclusion constraint',
    )
  })

  test('keeps data and takes the new password when it is made again', async () => {
    const first = await createDatabase(server)
    await query(first.url, 'CREATE TABLE kept (n int)')
    const second = await createDatabase(server, { name: first.name, password: 'other' })
    expect(await query(second.url, 'SELECT count(*)::int AS n FROM kept')).toEqual([{ n: 0 }])
    await expect(query(first.url, 'SELECT 1')).rejects.toThrow('password authentication failed')
  })

  test('lets members share what each of them makes', async () => {
    const one = await createDatabase(server, { password: 'one' })
    const two = await createDatabase(server, { password: 'two' })
    const stranger = await createDatabase(server, { password: 'three' })
    const events = await createDatabase(server, { members: [one.name, two.name] })
    await query(events.urlFor(one.name, 'one'), 'CREATE TABLE event (n int); INSERT INTO event VALUES (1)')
    await query(events.urlFor(two.name, 'two'), 'ALTER TABLE event ADD COLUMN m int; INSERT INTO event VALUES (2, 2)')
    expect(await query(events.urlFor(one.name, 'one'), 'SELECT n FROM event ORDER BY n')).toEqual([{ n: 1 }, { n: 2 }])
    await expect(query(events.urlFor(stranger.name, 'three'), 'SELECT 1')).rejects.toThrow('permission denied')
  })
})
