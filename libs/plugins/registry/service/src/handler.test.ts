import { errors, RegistryStore, type ServerContext, WorkContext } from '@micro/core'
import { record } from '@micro/testing'
import { describe, expect, test } from 'vitest'
import type { WatchResponse } from '../gen/micro/registry/v1/registry.js'
import { RegistryHandler } from './handler.ts'
import { toMessage } from './messages.ts'

function start(maxStreams = 10) {
  const store = new RegistryStore()
  const handler = new RegistryHandler({ store, server: 'one', lease: 15_000, maxStreams })
  return { store, handler }
}

/** A caller, who can go away. */
function caller(): ServerContext & WorkContext {
  const ctx = new WorkContext()
  return Object.assign(ctx, { service: 'micro.registry', endpoint: '', from: '', peer: '' })
}

describe('RegistryHandler', () => {
  test('begins a watch with its revision, and goes on with what comes after it', async () => {
    const { store, handler } = start()
    store.register(record('a', ['a-1']))
    const revision = store.revision
    const stream = handler.watch({ service: 'a' }, caller())[Symbol.asyncIterator]()
    store.register(record('a', ['a-2']))
    const first: WatchResponse = (await stream.next()).value
    const second: WatchResponse = (await stream.next()).value
    expect([first, second.revision, second.change?.record?.nodes[0]?.id]).toEqual([{ revision }, revision + 1, 'a-2'])
    expect(handler.getService({ name: 'a' }).revision).toBe(revision + 1)
    await stream.return?.()
  })

  test('holds nothing for callers that are gone', async () => {
    const { handler } = start()
    const ctx = caller()
    const watch = handler.watch({}, ctx)[Symbol.asyncIterator]()
    const attend = handler.attend({}, ctx)[Symbol.asyncIterator]()
    expect((await attend.next()).value).toEqual({ server: 'one' })
    expect(handler.streams).toBe(2)
    ctx.abort(errors.canceled('test', 'gone'))
    expect(handler.streams).toBe(0)
    expect((await watch.next()).done).toBe(true)
  })

  test('refuses more streams than it may have', () => {
    const { handler } = start(1)
    handler.watch({}, caller())
    expect(() => handler.attend({}, caller())).toThrow(
      expect.objectContaining({ code: 429, reason: 'TOO_MANY_STREAMS' }),
    )
    handler.close()
    handler.attend({}, caller())
    expect(handler.streams).toBe(1)
    handler.close()
  })

  test('gives a lease of its own where none is asked for, and says so', () => {
    const { handler } = start()
    expect(handler.register({ record: toMessage(record('a', ['a-1'])), ttlMs: 0 })).toEqual({ ttlMs: 15_000 })
    expect(handler.register({ record: toMessage(record('a', ['a-1'])), ttlMs: 7 })).toEqual({ ttlMs: 7 })
  })

  test('refuses a request without a record', () => {
    const { handler } = start()
    expect(() => handler.register({ ttlMs: 0 })).toThrow(
      expect.objectContaining({ code: 400, reason: 'INVALID_RECORD' }),
    )
    expect(handler.deregister({})).toEqual({})
  })
})
