import { once } from 'node:events'
import * as net from 'node:net'
import { noLeaks, payload, type RunningServer, seeded, TestNetwork, until, VirtualClock } from '@micro/testing'
import type { Payload, TestServiceClient } from '@micro/testing/protos'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Writer } from '../../protobuf.ts'
import { MessageKind } from '../../transport.ts'
import { writeRoute } from './blocks.ts'
import { Flag, FrameKind, headerSize, magic, maxRoutes, version, writeHeader } from './frame.ts'
import { tcp } from './index.ts'

interface Fields {
  readonly id?: number
  readonly route?: number
  readonly flags?: number
  readonly body?: Buffer
  /** What its header claims. */
  readonly length?: number
}

function frame(kind: number, fields: Fields = {}): Buffer {
  const { id = 0, route = 0, flags = 0, body = Buffer.alloc(0) } = fields
  const { length = body.length } = fields

  const bytes = Buffer.alloc(headerSize + body.length)
  writeHeader(bytes, 0, length, id, route, kind, flags)
  body.copy(bytes, headerSize)
  return bytes
}

function hello(limit = 4 * 1024 * 1024): Buffer {
  const body = Buffer.alloc(12)
  body.writeUInt32LE(magic, 0)
  body.writeUInt32LE(version, 4)
  body.writeUInt32LE(limit, 8)
  return frame(FrameKind.hello, { body })
}

function route(number: number, endpoint = 'TestService.Echo', service = 'micro.testing'): Buffer {
  const writer = new Writer()
  writeRoute(writer, { service, endpoint, contentType: 'application/protobuf', from: '' })
  return frame(FrameKind.route, { route: number, body: Buffer.from(writer.buf.subarray(0, writer.pos)) })
}

const request = (id: number, more: object = {}) => frame(MessageKind.request, { id, route: 1, ...more })
const opening = () => Buffer.concat([hello(), route(1), route(2, 'TestService.Store')])

/** A peer that says what it likes. */
class Peer {
  readonly socket: net.Socket
  received: Buffer = Buffer.alloc(0)
  readonly closed: Promise<void>
  over = false

  constructor(address: string) {
    const [host, port] = address.split(':') as [string, string]
    this.socket = net.connect({ host, port: Number(port) })
    this.socket.on('data', (chunk: Buffer) => {
      this.received = Buffer.concat([this.received, chunk])
    })
    this.socket.on('error', () => {})
    this.closed = new Promise((resolve) => {
      this.socket.on('close', () => {
        this.over = true
        resolve()
      })
    })
  }

  say(bytes: Buffer): void {
    if (!this.over) this.socket.write(bytes)
  }

  /** The frames that came, hello left out. */
  get frames(): { readonly kind: number; readonly id: number }[] {
    const all: { kind: number; id: number }[] = []
    for (let at = 0; at + headerSize <= this.received.length; ) {
      all.push({ kind: this.received[at + 10]!, id: this.received.readUInt32LE(at + 4) })
      at += headerSize + this.received.readUInt32LE(at)
    }
    return all.slice(1)
  }
}

describe('a tcp server', () => {
  noLeaks()
  let network: TestNetwork
  let server: RunningServer
  let client: TestServiceClient
  let peers: Peer[]
  let go: PromiseWithResolvers<void>

  beforeEach(async () => {
    peers = []
    go = Promise.withResolvers()
    network = new TestNetwork({ transport: tcp() })
    server = await network.serve({
      async store(request: Payload) {
        await go.promise
        return request
      },
    })
    client = network.client()
    await client.echo(payload())
  })
  afterEach(async () => {
    go.resolve()
    for (const { socket } of peers) socket.destroy()
    await network.close()
  })

  function connect(): Peer {
    const peer = new Peer(server.address)
    peers.push(peer)
    return peer
  }

  /** Others are answered as if nothing had been. */
  async function unharmed(): Promise<void> {
    for (let number = 0; number < 3; number++) expect((await client.echo(payload({ number }))).number).toBe(number)
    expect(server.faults).toEqual([])
  }

  test.each<[string, () => Buffer]>([
    ['HTTP', () => Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')],
    ['a hello of another protocol', () => frame(FrameKind.hello, { body: Buffer.alloc(12, 1) })],
    ['another version', () => Buffer.from(hello().fill(9, headerSize + 4, headerSize + 5))],
    ['a hello that is too short', () => frame(FrameKind.hello, { body: hello().subarray(headerSize, headerSize + 8) })],
    ['no hello', () => Buffer.concat([route(1), request(1)])],
    ['a second hello', () => Buffer.concat([opening(), hello()])],
    ['an unknown kind', () => Buffer.concat([opening(), frame(0)])],
    ['another unknown kind', () => Buffer.concat([opening(), frame(99)])],
    ['a control frame that is too large', () => Buffer.concat([opening(), frame(FrameKind.ping, { length: 2 ** 31 })])],
    ['a request on a route that nobody described', () => Buffer.concat([hello(), request(1)])],
    ['routes out of turn', () => Buffer.concat([hello(), route(2)])],
    ['a route described twice', () => Buffer.concat([opening(), route(1)])],
    ['route 0', () => Buffer.concat([hello(), route(0)])],
    [
      'a route cut short',
      () => Buffer.concat([hello(), frame(FrameKind.route, { route: 1, body: Buffer.of(255, 255, 1) })]),
    ],
    [
      'a route with more behind it',
      () => Buffer.concat([hello(), frame(FrameKind.route, { route: 1, body: Buffer.alloc(20) })]),
    ],
    [
      'a timeout past its frame',
      () => Buffer.concat([opening(), request(1, { flags: Flag.timeout, body: Buffer.alloc(3) })]),
    ],
    [
      'a trace past its frame',
      () => Buffer.concat([opening(), request(1, { flags: Flag.trace, body: Buffer.alloc(24) })]),
    ],
    [
      'metadata past its frame',
      () => Buffer.concat([opening(), request(1, { flags: Flag.metadata, body: Buffer.of(9, 0, 0, 0, 1, 0) })]),
    ],
    [
      'a key past its block',
      () =>
        Buffer.concat([
          opening(),
          request(1, { flags: Flag.metadata, body: Buffer.of(3, 0, 0, 0, 9, 0, 65, 0, 0, 0, 0, 0, 0) }),
        ]),
    ],
    [
      'a value past its block',
      () =>
        Buffer.concat([
          opening(),
          request(1, { flags: Flag.metadata, body: Buffer.of(7, 0, 0, 0, 1, 0, 65, 255, 255, 255, 255) }),
        ]),
    ],
    ['all flags and nothing', () => Buffer.concat([opening(), request(1, { flags: 255 })])],
    [
      'an error that is none',
      () => Buffer.concat([opening(), frame(MessageKind.error, { id: 1, body: Buffer.of(0x0a, 0x7f) })]),
    ],
    [
      'credit that is none',
      () => Buffer.concat([opening(), frame(MessageKind.credit, { id: 1, body: Buffer.of(0xff) })]),
    ],
  ])('ends the connection of a peer that says %s, and no other', async (_, bytes) => {
    const peer = connect()
    peer.say(bytes())
    await peer.closed
    await unharmed()
  })

  test('more routes than it keeps end the connection', async () => {
    const peer = connect()
    peer.say(hello())
    for (let i = 1; i <= maxRoutes; i++) peer.say(route(i, `Test.E${i}`))
    peer.say(request(1))
    await until(() => peer.frames.length > 0, 'an answer on the last route it keeps')
    peer.say(route(maxRoutes + 1))
    await peer.closed
    await unharmed()
  })

  test('what is no message of its type is answered, and the connection goes on', async () => {
    const peer = connect()
    peer.say(Buffer.concat([opening(), request(1, { body: Buffer.of(0x0a, 0x7f, 1) }), request(2)]))
    await until(() => peer.frames.length === 2, 'both answers')
    expect(peer.frames).toEqual([
      { kind: MessageKind.error, id: 1 },
      { kind: MessageKind.response, id: 2 },
    ])
    await unharmed()
  })

  test('an id that is in use is refused; once it is answered it may be used again', async () => {
    const peer = connect()
    const slow = request(5, { route: 2 })
    peer.say(Buffer.concat([opening(), slow, slow]))
    await until(() => peer.frames.length === 1, 'the refusal')
    expect(peer.frames).toEqual([{ kind: MessageKind.error, id: 5 }])
    go.resolve()
    await until(() => peer.frames.length === 2, 'the answer')
    peer.say(slow)
    await until(() => peer.frames.length === 3, 'one more')
    peer.say(request(5))
    await until(() => peer.frames.length === 4, 'and one more')
    expect(peer.frames.slice(1).map(({ kind }) => kind)).toEqual(Array(3).fill(MessageKind.response))
    await unharmed()
  })

  test('data, ends, credit and cancels of calls that are not there are passed over', async () => {
    const peer = connect()
    const stray = [MessageKind.data, MessageKind.end, MessageKind.cancel, MessageKind.response].map((kind) =>
      frame(kind, { id: 77 }),
    )
    const credit = frame(MessageKind.credit, { id: 77, body: Buffer.of(5) })
    peer.say(Buffer.concat([opening(), ...stray, credit, request(1)]))
    await until(() => peer.frames.length === 1, 'the answer')
    expect(peer.frames).toEqual([{ kind: MessageKind.response, id: 1 }])
    await unharmed()
  })

  test('a message over the limit is refused as soon as its length is known, and passed over', async () => {
    const peer = connect()
    const size = 5 * 1024 * 1024
    peer.say(Buffer.concat([opening(), request(1, { length: size })]))
    await until(() => peer.frames.length === 1, 'the refusal')
    expect(peer.frames).toEqual([{ kind: MessageKind.error, id: 1 }])
    peer.say(Buffer.alloc(size))
    peer.say(request(2))
    await until(() => peer.frames.length === 2, 'the next answer')
    await unharmed()
  })

  test('a length that is claimed costs no memory', async () => {
    const before = process.memoryUsage().external
    const all = Array.from({ length: 100 }, () => connect())
    for (const peer of all) peer.say(Buffer.concat([opening(), request(1, { length: 4 * 1024 * 1024 })]))
    await until(() => all.every(({ received }) => received.length > 0), 'all to be greeted')
    await unharmed()
    expect(process.memoryUsage().external - before).toBeLessThan(100 * 1024 * 1024)
  })

  test('random bytes, and good ones with some changed, do no harm to it or to others', async () => {
    const random = seeded(42)
    const below = (limit: number) => Math.floor(random() * limit)
    const good = Buffer.concat([
      opening(),
      request(1, {
        flags: Flag.timeout | Flag.metadata,
        body: Buffer.of(232, 3, 0, 0, 8, 0, 0, 0, 1, 0, 65, 1, 0, 0, 0, 66, 10, 1, 65),
      }),
      route(3, 'TestService.Chat'),
      request(2, { route: 3 }),
      frame(MessageKind.data, { id: 2, body: Buffer.of(0x18, 5) }),
      frame(MessageKind.credit, { id: 2, body: Buffer.of(100) }),
      frame(MessageKind.cancel, { id: 2 }),
      frame(FrameKind.ping),
      frame(FrameKind.goaway),
    ])
    for (let round = 0; round < 30; round++) {
      const group = Array.from({ length: 20 }, () => connect())
      for (const [i, peer] of group.entries()) {
        if (i % 4 === 0)
          peer.say(
            Buffer.concat([
              i % 8 === 0 ? hello() : Buffer.alloc(0),
              Buffer.from(Array.from({ length: below(300) }, () => below(256))),
            ]),
          )
        else {
          const bytes = Buffer.from(good)
          for (let changes = 1 + below(4); changes > 0; changes--)
            bytes[(i % 4 === 1 ? 24 : 0) + below(bytes.length - 24)] = below(256)
          const cut = below(bytes.length)
          peer.say(bytes.subarray(0, cut))
          peer.say(bytes.subarray(cut))
        }
        peer.socket.end()
      }
      // Ended by us: the server must give each up, whatever was said.
      await Promise.all(group.map(({ closed }) => closed))
    }
    await unharmed()
  })

  test('a good message byte by byte is a good message', async () => {
    const peer = connect()
    peer.socket.setNoDelay(true)
    for (const byte of Buffer.concat([opening(), request(1)])) {
      peer.say(Buffer.of(byte))
      await new Promise((resolve) => setImmediate(resolve))
    }
    await until(() => peer.frames.length === 1, 'the answer')
    expect(peer.frames).toEqual([{ kind: MessageKind.response, id: 1 }])
  })
})

describe('a peer of a tcp server', () => {
  noLeaks()

  test.each([
    ['says nothing', Buffer.alloc(0)],
    ['begins its greeting and never ends it, a byte now and then', hello()],
  ])('that %s is given up', async (_, bytes) => {
    const clock = new VirtualClock()
    const network = new TestNetwork({ transport: tcp({ clock }) })
    const { address } = await network.serve()
    const peer = new Peer(address)
    await once(peer.socket, 'connect')
    await until(() => peer.received.length > 0, 'the greeting')
    for (let second = 0; second < 60 && !peer.over; second++) {
      if (second < bytes.length - 1) peer.say(bytes.subarray(second, second + 1))
      for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
      await clock.advance(4000)
    }
    await peer.closed
    expect(clock.now()).toBeLessThanOrEqual(40_000)
    await network.close()
  })

  test('that greeted and then says nothing is asked, and given up when it does not answer', async () => {
    const clock = new VirtualClock()
    const network = new TestNetwork({ transport: tcp({ clock }) })
    const { address } = await network.serve()
    const [quiet, polite] = [new Peer(address), new Peer(address)]
    for (const peer of [quiet, polite]) {
      peer.say(hello())
      await until(() => peer.received.length > 0, 'the greeting')
    }
    for (let second = 0; second < 60 && !quiet.over; second++) {
      const pings = polite.frames.filter(({ kind }) => kind === FrameKind.ping).length
      if (pings > 0) polite.say(frame(FrameKind.pong))
      for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
      await clock.advance(1000)
    }
    await quiet.closed
    expect(quiet.frames.map(({ kind }) => kind)).toEqual([FrameKind.ping])
    expect(polite.over).toBe(false)
    polite.socket.destroy()
    await network.close()
  })
})
