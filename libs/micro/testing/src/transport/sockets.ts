import {
  errors,
  type Listener,
  Message,
  MessageKind,
  MicroError,
  protobuf,
  type Receiver,
  type Route,
  type Socket,
  Trace,
  type Transport,
} from '@micro/core'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Payload } from '../../gen/testing.js'
import { payload } from '../service.ts'
import type { TransportHarness } from '../transport.ts'
import { rejection, until } from '../wait.ts'

/** What a socket received, copied: a message is valid only while it is handed over. */
interface Received {
  readonly kind: MessageKind
  readonly id: number
  readonly route: Route | null
  readonly timeout: number
  readonly trace: string | undefined
  readonly metadata: Record<string, string>
  readonly error: MicroError | null
  readonly credit: number
  readonly payload: Payload | undefined
  readonly size: number
}

class Recorder implements Receiver {
  readonly messages: Received[] = []
  drains = 0
  goaways = 0
  readonly closes: (MicroError | undefined)[] = []

  message(message: Message): void {
    const carries = [MessageKind.request, MessageKind.response, MessageKind.data].some((kind) => kind === message.kind)
    this.messages.push({
      kind: message.kind,
      id: message.id,
      route: message.kind === MessageKind.request ? message.route : null,
      timeout: message.timeout,
      trace: message.trace?.toString(),
      metadata: { ...message.metadata },
      error: message.kind === MessageKind.error ? message.error : null,
      credit: message.kind === MessageKind.credit ? message.credit : 0,
      size: message.size,
      payload: carries && message.body !== null ? protobuf.decode(Payload, message.body) : undefined,
    })
  }
  drain(): void {
    this.drains++
  }
  goaway(): void {
    this.goaways++
  }
  close(cause?: MicroError): void {
    this.closes.push(cause)
  }
}

interface End {
  readonly socket: Socket
  readonly got: Recorder
}

const route: Route = {
  service: 'micro.testing',
  endpoint: 'TestService.Echo',
  contentType: 'application/protobuf',
  from: 'suite',
}

function message(kind: MessageKind, fields: Partial<Message>, body?: Payload): Message {
  const made = Object.assign(new Message(), { kind, ...fields })
  if (kind === MessageKind.request) made.route ??= route
  if (body !== undefined) Object.assign(made, { codec: protobuf, type: Payload, value: body })
  return made
}

/** Sockets alone, below calls. */
export function socketTests(harness: () => TransportHarness): void {
  let transport: Transport
  let listener: Listener
  let open: Socket[]

  beforeEach(() => {
    transport = harness().transport()
    open = []
  })

  afterEach(async () => {
    await Promise.all(open.map((socket) => socket.close()))
    await listener?.close()
  })

  async function connect(limits: { near?: number; far?: number } = {}): Promise<{ near: End; far: End }> {
    listener = await transport.listen(harness().address, { maxMessage: limits.far })
    const accepted = new Promise<End>((resolve) => {
      listener.accept((socket) => {
        const got = new Recorder()
        socket.recv(got)
        resolve({ socket, got })
      })
    })
    const socket = await transport.dial(listener.address, { maxMessage: limits.near })
    const got = new Recorder()
    socket.recv(got)
    const far = await accepted
    open.push(socket, far.socket)
    return { near: { socket, got }, far }
  }

  test('dialing where nobody listens fails with 503, as not begun', async () => {
    listener = await transport.listen(harness().address)
    const { address } = listener
    await listener.close()
    const error = await rejection(transport.dial(address, { timeout: 2000 }))
    expect(error).toBeInstanceOf(MicroError)
    expect(error).toMatchObject({ code: 503, unprocessed: true })
  })

  test('listening where somebody listens fails with a sentence', async () => {
    listener = await transport.listen(harness().address)
    const error = await rejection(transport.listen(listener.address))
    expect(error).toMatchObject({ code: 503, detail: expect.stringContaining(listener.address) })
  })

  test('a request arrives with everything that was said', async () => {
    const { near, far } = await connect()
    const trace = Trace.start()
    near.socket.send(
      message(
        MessageKind.request,
        { id: 7, timeout: 1234, trace, metadata: { 'x-request-id': 'r1', name: '爱租房' } },
        payload({ text: 'héllo', number: -3 }),
      ),
    )
    await until(() => far.got.messages.length === 1, 'the request')
    expect(far.got.messages[0]).toMatchObject({
      kind: MessageKind.request,
      id: 7,
      timeout: 1234,
      trace: trace.toString(),
      metadata: { 'x-request-id': 'r1', name: '爱租房' },
      payload: { text: 'héllo', number: -3 },
    })
    expect(far.got.messages[0]?.route).toMatchObject(route)
  })

  test('requests on one route share one route object, so that a receiver may keep its target there', async () => {
    const { near, far } = await connect()
    for (const id of [1, 2]) near.socket.send(message(MessageKind.request, { id }, payload()))
    near.socket.send(
      message(MessageKind.request, { id: 3, route: { ...route, endpoint: 'TestService.Store' } }, payload()),
    )
    await until(() => far.got.messages.length === 3, 'three requests')
    const [first, second, third] = far.got.messages.map((received) => received.route?.endpoint)
    expect([first, second, third]).toEqual(['TestService.Echo', 'TestService.Echo', 'TestService.Store'])
  })

  test('every kind of message arrives as what it is', async () => {
    const { near, far } = await connect()
    const error = errors.conflict('a.service', 'taken: 已被抢定', { reason: 'TAKEN', domain: 'a', unprocessed: true })
    near.socket.send(message(MessageKind.response, { id: 1 }, payload({ text: 'r' })))
    near.socket.send(message(MessageKind.error, { id: 2, error }))
    near.socket.send(message(MessageKind.cancel, { id: 3 }))
    near.socket.send(message(MessageKind.data, { id: 4 }, payload({ data: new Uint8Array([0, 255, 1]) })))
    near.socket.send(message(MessageKind.end, { id: 5 }))
    near.socket.send(message(MessageKind.credit, { id: 6, credit: 123_456 }))
    await until(() => far.got.messages.length === 6, 'six messages')
    const [response, failure, cancel, data, end, credit] = far.got.messages
    expect(response).toMatchObject({ kind: MessageKind.response, id: 1, payload: { text: 'r' } })
    expect(failure).toMatchObject({ kind: MessageKind.error, id: 2 })
    expect(failure?.error).toBeInstanceOf(MicroError)
    expect(failure?.error?.toJSON()).toEqual(error.toJSON())
    expect(failure?.error?.unprocessed).toBe(true)
    expect(cancel).toMatchObject({ kind: MessageKind.cancel, id: 3 })
    expect([...(data?.payload?.data ?? [])]).toEqual([0, 255, 1])
    expect(end).toMatchObject({ kind: MessageKind.end, id: 5 })
    expect(credit).toMatchObject({ kind: MessageKind.credit, id: 6, credit: 123_456 })
  })

  test('messages of any size arrive whole and in order, both ways at once', async () => {
    const sizes = fc.array(fc.oneof(fc.nat(200), fc.nat(70_000), fc.nat(400_000)), { minLength: 1, maxLength: 20 })
    const { near, far } = await connect()
    await fc.assert(
      fc.asyncProperty(sizes, async (lengths) => {
        const bodies = lengths.map((length, index) => Buffer.alloc(length, index + 1))
        near.got.messages.length = 0
        far.got.messages.length = 0
        for (const [index, data] of bodies.entries()) {
          near.socket.send(message(MessageKind.data, { id: index + 1 }, payload({ data })))
          far.socket.send(message(MessageKind.data, { id: index + 1 }, payload({ data })))
        }
        for (const { got } of [near, far]) {
          await until(() => got.messages.length === lengths.length, 'all messages')
          expect(got.messages.map(({ id }) => id)).toEqual(lengths.map((_, index) => index + 1))
          for (const [index, received] of got.messages.entries()) {
            expect(bodies[index]!.equals(received.payload!.data)).toBe(true)
          }
        }
      }),
      { numRuns: 25 },
    )
  })

  test('a message over the own limit is refused with 413, and the socket goes on', async () => {
    const { near, far } = await connect({ near: 10_000 })
    const big = message(MessageKind.data, { id: 1 }, payload({ data: Buffer.alloc(20_000) }))
    expect(() => near.socket.send(big)).toThrow(expect.objectContaining({ code: 413 }))
    near.socket.send(message(MessageKind.data, { id: 2 }, payload({ text: 'small' })))
    await until(() => far.got.messages.length > 0, 'the small message')
    expect(far.got.messages.map(({ id }) => id)).toEqual([2])
  })

  test('a message over the limit of the other side ends in 413 for its call alone', async () => {
    const { near, far } = await connect({ far: 10_000 })
    const big = message(MessageKind.request, { id: 1 }, payload({ data: Buffer.alloc(200_000) }))
    let refused: unknown
    try {
      near.socket.send(big)
    } catch (error) {
      refused = error
    }
    near.socket.send(message(MessageKind.request, { id: 2 }, payload({ text: 'small' })))
    await until(() => far.got.messages.length > 0, 'the small message')
    if (refused === undefined) await until(() => near.got.messages.length > 0, 'the refusal')
    expect(refused ?? near.got.messages[0]?.error).toMatchObject({ code: 413 })
    expect(far.got.messages.map(({ id }) => id)).toEqual([2])
  })

  test('a value that can not be encoded leaves nothing on the wire', async () => {
    const { near, far } = await connect()
    const bad = message(MessageKind.data, { id: 1 }, payload({ text: 'begins well', number: 2 ** 60 }))
    expect(() => near.socket.send(bad)).toThrow(RangeError)
    near.socket.send(message(MessageKind.data, { id: 2 }, payload({ text: 'good' })))
    await until(() => far.got.messages.length > 0, 'the good message')
    expect(far.got.messages).toMatchObject([{ id: 2, payload: { text: 'good' } }])
  })

  test('a peer that does not read holds the sender back, and lets it go on when it reads', async () => {
    const { near, far } = await connect()
    far.socket.pause()
    const data = Buffer.alloc(64 * 1024)
    let sent = 0
    await until(() => {
      const room = near.socket.send(message(MessageKind.data, { id: ++sent }, payload({ data })))
      if (sent > 2000) throw new Error('never held back')
      return !room
    }, 'the sender to be held back')
    expect(near.got.drains).toBe(0)
    far.socket.resume()
    await until(() => near.got.drains > 0, 'the sender to go on')
    await until(() => far.got.messages.length === sent, 'all that was sent')
  })

  test('requests are refused when far too much is queued', async () => {
    const { near, far } = await connect()
    far.socket.pause()
    const data = Buffer.alloc(1024 * 1024)
    let refusal: unknown
    await until(() => {
      try {
        near.socket.send(message(MessageKind.request, { id: 1 }, payload({ data })))
        return false
      } catch (error) {
        refusal = error
        return true
      }
    }, 'a refusal')
    expect(refusal).toMatchObject({ code: 429, unprocessed: true })
  })

  test('goaway: the other side stops sending, and what it sent before arrives', async () => {
    const { near, far } = await connect()
    near.socket.send(message(MessageKind.request, { id: 1 }, payload()))
    const understood = far.socket.goaway()
    expect(near.socket.open).toBe(true)
    near.socket.send(message(MessageKind.request, { id: 2 }, payload()))
    await understood
    expect(near.socket.open).toBe(false)
    expect(near.got.goaways).toBe(1)
    expect(far.got.messages.map(({ id }) => id)).toEqual([1, 2])
    far.socket.send(message(MessageKind.response, { id: 1 }, payload({ text: 'still answered' })))
    await until(() => near.got.messages.length === 1, 'the answer')
  })

  test('close: what was sent arrives, then both sides hear of it once', async () => {
    const { near, far } = await connect()
    near.socket.send(message(MessageKind.data, { id: 1 }, payload({ data: Buffer.alloc(300_000) })))
    await near.socket.close()
    await near.socket.close()
    await until(() => far.got.closes.length > 0, 'the other side to hear of it')
    expect(far.got.messages).toHaveLength(1)
    expect(far.got.closes).toHaveLength(1)
    expect(near.got.closes).toHaveLength(1)
    expect(near.socket.open).toBe(false)
  })

  test('sending on a closed socket fails with 503, as not begun', async () => {
    const { near, far } = await connect()
    await far.socket.close()
    await until(() => near.got.closes.length > 0, 'the close')
    expect(() => near.socket.send(message(MessageKind.request, { id: 1 }, payload()))).toThrow(
      expect.objectContaining({ code: 503, unprocessed: true }),
    )
  })
}
