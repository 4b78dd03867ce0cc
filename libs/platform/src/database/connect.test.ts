import { once } from 'node:events'
import { type AddressInfo, createServer, connect as dial } from 'node:net'
import { createDatabase } from '@micro/postgres-server'
import { describe, expect, inject, test } from 'vitest'
import { memoryLog } from '../../test/log.ts'
import { StartError } from '../errors.ts'
import { connect } from './connect.ts'

/** A port that nobody listens on. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

describe('connect', () => {
  test('waits for a server that is not up yet, with one line in the log', async () => {
    const { url } = await createDatabase(inject('postgresUrl'))
    const { hostname, port, username, password, pathname } = new URL(url)
    const late = await freePort()
    const { log, lines } = memoryLog()
    const waiting = connect({ url: `postgres://${username}:${password}@127.0.0.1:${late}${pathname}`, log })
    await expect.poll(() => lines().length, { timeout: 10_000 }).toBe(1)
    // The same PostgreSQL, behind the port that was empty until now.
    const proxy = createServer((socket) => {
      socket.pipe(dial(Number(port), hostname)).pipe(socket)
    }).listen(late, '127.0.0.1')
    const client = await waiting
    expect((await client.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
    await client.end()
    proxy.close()
    expect(lines()).toEqual([
      expect.objectContaining({ level: 'warn', msg: `waiting for PostgreSQL at 127.0.0.1:${late}${pathname}` }),
    ])
    expect(JSON.stringify(lines())).not.toContain(password)
  })

  test('gives up after its patience, saying where it looked and what to do, without the password', async () => {
    const port = await freePort()
    const url = `postgres://someone:hidden@127.0.0.1:${port}/things`
    const error = await connect({ url, log: memoryLog().log, patience: 0 }).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(StartError)
    const { message } = error as StartError
    expect(message).toMatch(
      new RegExp(
        `^PostgreSQL at 127.0.0.1:${port}/things did not answer within 0 s \\(.*ECONNREFUSED.*\\); start it or`,
      ),
    )
    expect(message).not.toContain('hidden')
  })

  test('does not wait where waiting is of no use', async () => {
    const { url } = await createDatabase(inject('postgresUrl'))
    const nowhere = new URL(url)
    nowhere.pathname = '/nowhere'
    const { log, lines } = memoryLog()
    await expect(connect({ url: nowhere.href, log })).rejects.toThrow(
      /^PostgreSQL at 127.0.0.1:\d+\/nowhere refuses: database "nowhere" does not exist; check DATABASE_URL$/,
    )
    const stranger = new URL(url)
    stranger.password = 'wrong'
    await expect(connect({ url: stranger.href, log })).rejects.toThrow(/refuses: password authentication failed/)
    expect(lines()).toEqual([])
  })
})
