import { setImmediate as turn } from 'node:timers/promises'
import { errors, MicroError, type ServerContext, WorkContext } from '@micro/core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Payload } from '../../gen/testing.js'
import { payload, TestNetwork } from '../service.ts'
import type { TransportHarness } from '../transport.ts'
import { rejection, until } from '../wait.ts'

/** Calls with one request and one response, over this transport. */
export function callTests(harness: () => TransportHarness): void {
  let network: TestNetwork

  beforeEach(() => {
    network = new TestNetwork({ transport: harness().transport(), listen: harness().address })
  })
  afterEach(() => network.close())

  test('answers calls, in protobuf and in JSON', async () => {
    await network.serve()
    const client = network.client()
    const request = payload({ text: '爱租房', data: new Uint8Array([1, 2, 255]), number: -(2 ** 53 - 1) })
    for (const contentType of ['application/protobuf', 'application/json']) {
      const { text, data, number } = await client.echo(request, { contentType })
      expect({ text, number, data: [...data] }).toEqual({
        text: request.text,
        number: request.number,
        data: [1, 2, 255],
      })
    }
  })

  test('a thousand calls at once each get their own answer', async () => {
    await network.serve({
      async echo(request) {
        if (request.number % 3 === 0) await turn()
        return request
      },
    })
    const client = network.client()
    const calls = Array.from({ length: 1000 }, (_, number) => client.echo(payload({ number })))
    expect((await Promise.all(calls)).map(({ number }) => number)).toEqual(calls.map((_, number) => number))
  })

  test('what a handler throws reaches the caller, typed', async () => {
    const thrown = errors.conflict('a.house', 'taken', { reason: 'DATES_TAKEN', domain: 'a' })
    await network.serve({
      echo: () => {
        throw thrown
      },
      store: () => Promise.reject(thrown),
    })
    const client = network.client()
    for (const call of [client.echo(payload()), client.store(payload())]) {
      const error = await rejection(call)
      expect(error).toBeInstanceOf(MicroError)
      expect((error as MicroError).toJSON()).toEqual(thrown.toJSON())
    }
  })

  async function* one(): AsyncGenerator<Payload> {
    yield payload()
  }

  test('what a handler could not reach does not make its own call one that was not begun', async () => {
    let begun = 0
    const unreached = errors.unavailable('another', 'nobody there', { reason: 'NO_NODES', unprocessed: true })
    await network.serve({
      store: () => {
        begun++
        throw unreached
      },
      sum: async () => {
        begun++
        throw unreached
      },
    })
    const client = network.client()
    const expected = { ...unreached.toJSON(), unprocessed: false }
    expect(await rejection(client.store(payload()))).toMatchObject(expected)
    expect(await rejection(client.sum(one()))).toMatchObject(expected)
    expect(begun).toBe(2)
  })

  test("a handler's fault is answered without its text, and told to the server", async () => {
    const { faults } = await network.serve({
      store: () => {
        throw new Error('password=hunter2')
      },
    })
    const error = (await rejection(network.client().store(payload()))) as MicroError
    expect(error).toMatchObject({ code: 500, detail: 'internal error' })
    expect(JSON.stringify(error)).not.toContain('hunter2')
    expect(faults).toMatchObject([{ message: 'password=hunter2' }])
  })

  test('an answer that can not be encoded or is too large is an error, not silence', async () => {
    await network.serve({
      echo: () => payload({ number: 2 ** 60 }),
      store: () => payload({ data: Buffer.alloc(5 * 1024 * 1024) }),
    })
    const client = network.client()
    expect(await rejection(client.echo(payload()))).toMatchObject({ code: 500 })
    expect(await rejection(client.store(payload()))).toMatchObject({ code: 413 })
  })

  test('requests that do not fit fail at the caller with 400 and 413', async () => {
    await network.serve()
    const client = network.client()
    expect(await rejection(client.echo(payload({ number: 0.5 })))).toMatchObject({ code: 400 })
    expect(await rejection(client.echo(payload({ data: Buffer.alloc(5 * 1024 * 1024) })))).toMatchObject({ code: 413 })
  })

  test('an unknown service, endpoint or content type is named', async () => {
    const { address } = await network.serve()
    const rpc = network.rpc()
    const { TestService } = await import('../../gen/testing.js')
    const echo = TestService.methods.echo!
    const missing = rpc.call('micro.testing', { ...echo, endpoint: 'TestService.Nope' }, payload())
    expect(await rejection(missing)).toMatchObject({ code: 501, detail: expect.stringContaining('TestService.Nope') })
    const stranger = rpc.call('another.service', echo, payload(), { address })
    expect(await rejection(stranger)).toMatchObject({ code: 503, unprocessed: true })
    const coded = rpc.call('micro.testing', echo, payload(), { contentType: 'application/x-none' })
    expect(await rejection(coded)).toMatchObject({ code: 400, detail: expect.stringContaining('application/x-none') })
  })

  test('past the deadline the caller gets 408 naming what it waited for, and the handler is aborted', async () => {
    const aborted = Promise.withResolvers<unknown>()
    await network.serve({
      store: (_request, ctx) => {
        ctx.signal.addEventListener('abort', () => aborted.resolve(ctx.signal.reason))
        return new Promise<Payload>(() => {})
      },
    })
    const error = (await rejection(network.client().store(payload(), { timeout: 50 }))) as MicroError
    expect(error.code).toBe(408)
    expect(await aborted.promise).toBeInstanceOf(MicroError)
  })

  test('the server keeps the deadline by itself when the caller does not', async () => {
    await network.serve({ store: () => new Promise<Payload>(() => {}) })
    // A caller whose own clock never fires: what it gets can only be the server's word.
    const stopped = { now: () => performance.now(), time: () => Date.now(), after: () => idle, every: () => idle }
    const error = await rejection(network.client({ clock: stopped }).store(payload(), { timeout: 50 }))
    expect(error).toMatchObject({ code: 408, id: 'micro.testing' })
  })

  test('what is left of the deadline, the trace and listed metadata travel on; the rest does not', async () => {
    let seen: ServerContext | undefined
    await network.serve({
      store: (request, ctx) => {
        seen = ctx
        return request
      },
    })
    const client = network.client({ forward: ['x-request-id'] })
    const { Trace } = await import('@micro/core')
    const ctx = new WorkContext(undefined, {
      timeout: 1500,
      trace: Trace.start(),
      metadata: { 'x-request-id': 'r-1', authorization: 'Bearer secret' },
    })
    await client.store(payload(), { ctx, metadata: { extra: 'yes' } })
    expect({ ...seen?.metadata }).toEqual({ 'x-request-id': 'r-1', extra: 'yes' })
    expect(seen?.trace?.traceId).toBe(ctx.trace?.traceId)
    expect(seen?.trace?.spanId).not.toBe(ctx.trace?.spanId)
    expect(seen!.deadline - seen!.clock.now()).toBeLessThanOrEqual(1500)
  })

  test('canceling reaches the handler: by signal and by context', async () => {
    const begun: PromiseWithResolvers<void>[] = [Promise.withResolvers(), Promise.withResolvers()]
    const ended: PromiseWithResolvers<unknown>[] = [Promise.withResolvers(), Promise.withResolvers()]
    await network.serve({
      store: ({ number }, ctx) => {
        begun[number]!.resolve()
        ctx.signal.addEventListener('abort', () => ended[number]!.resolve(ctx.signal.reason))
        return new Promise<Payload>(() => {})
      },
    })
    const client = network.client()
    const controller = new AbortController()
    const ctx = new WorkContext()
    const bySignal = rejection(client.store(payload({ number: 0 }), { signal: controller.signal }))
    const byContext = rejection(client.store(payload({ number: 1 }), { ctx }))
    await Promise.all(begun.map(({ promise }) => promise))
    controller.abort()
    ctx.abort()
    for (const error of [await bySignal, await byContext]) expect(error).toMatchObject({ code: 499 })
    for (const { promise } of ended) expect(await promise).toMatchObject({ code: 499 })
  })

  test('a call on behalf of what is over fails at once', async () => {
    await network.serve()
    const ctx = new WorkContext()
    ctx.abort()
    const client = network.client()
    expect(await rejection(client.echo(payload(), { ctx }))).toMatchObject({ code: 499 })
    expect(await rejection(client.echo(payload(), { signal: AbortSignal.abort() }))).toMatchObject({ code: 499 })
  })

  test('a node that is not there is passed over, also by calls that must not be repeated', async () => {
    const gone = await network.serve()
    await gone.server.stop()
    let handled = 0
    await network.serve({
      store: (request) => {
        handled++
        return request
      },
    })
    const client = network.client()
    for (let i = 0; i < 20; i++) await client.store(payload())
    expect(handled).toBe(20)
  })

  test('a lost connection fails what waits on it with 503; an idempotent call is tried elsewhere', async () => {
    const begun = Promise.withResolvers<void>()
    const first = await network.serve({
      store: () => {
        begun.resolve()
        return new Promise<Payload>(() => {})
      },
    })
    const client = network.client()
    const waiting = rejection(client.store(payload()))
    await begun.promise
    await first.stop()
    expect(await waiting).toMatchObject({ code: 503, unprocessed: false })
    await network.serve()
    await until(
      async () => (await client.echo(payload({ text: 'back' })).catch(() => payload())).text === 'back',
      'a new node',
    )
  })

  test('draining loses no call: what reached the server is answered, the rest goes elsewhere', async () => {
    const handler = {
      async store(request: Payload) {
        await turn()
        return request
      },
    }
    const leaving = await network.serve(handler)
    await network.serve(handler)
    const client = network.client()
    let running = true
    let answered = 0
    const failures: unknown[] = []
    const callers = Array.from({ length: 20 }, async () => {
      while (running) {
        await client.store(payload()).then(
          () => answered++,
          (error) => failures.push(error),
        )
      }
    })
    await until(() => answered > 200, 'load')
    // Not deregistered: callers learn of it by the connection alone.
    expect(await leaving.server.drain(new AbortController().signal)).toBe(true)
    await leaving.server.stop()
    const before = answered
    await until(() => answered > before + 200, 'load on the other server')
    running = false
    await Promise.all(callers)
    expect(failures).toEqual([])
  })

  test('overload is refused early, and tried elsewhere', async () => {
    const release = Promise.withResolvers<void>()
    const slow = {
      store: async (request: Payload) => {
        await release.promise
        return request
      },
    }
    await network.serve(slow, { maxCalls: 2 })
    const client = network.client()
    const calls = Array.from({ length: 5 }, () => client.store(payload(), { retries: 0 }).catch((error) => error))
    expect(await Promise.race(calls)).toMatchObject({ code: 503, reason: 'OVERLOADED', unprocessed: true })
    await network.serve({}, { maxCalls: 2 })
    await until(async () => !((await client.store(payload()).catch(() => undefined)) === undefined), 'the other server')
    release.resolve()
    const results = await Promise.all(calls)
    expect(results.filter((result) => result instanceof MicroError)).toHaveLength(3)
  })
}

const idle = { cancel() {} }
