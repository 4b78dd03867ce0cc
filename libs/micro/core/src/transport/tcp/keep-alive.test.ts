import { setImmediate as turn } from 'node:timers/promises'
import { noLeaks, until, VirtualClock } from '@micro/testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { MicroError } from '../../errors.ts'
import { type Listener, Message, MessageKind, type Socket } from '../../transport.ts'
import { tcp } from './index.ts'

const keepAlive = 1000

describe('a connection that is silent', () => {
  noLeaks()
  let clock: VirtualClock
  let listener: Listener
  let near: Socket
  let far: Socket
  let closes: (MicroError | undefined)[]
  let heard: number

  const silent = { message() {}, drain() {}, goaway() {}, close() {} }

  beforeEach(async () => {
    clock = new VirtualClock()
    closes = []
    heard = 0
    // The other side's clock stands still: it never asks, it only answers.
    const other = tcp({ keepAlive, clock: new VirtualClock() })
    listener = await other.listen('127.0.0.1:0')
    const accepted = new Promise<Socket>((resolve) => {
      listener.accept((socket) => {
        socket.recv({ ...silent, message: () => void heard++ })
        resolve(socket)
      })
    })
    near = await tcp({ keepAlive, clock }).dial(listener.address)
    near.recv({ ...silent, close: (cause) => void closes.push(cause) })
    far = await accepted
    // Its goaway comes after its greeting: now both have greeted.
    await far.goaway()
  })

  afterEach(async () => {
    await Promise.all([near.close(), far.close(), listener.close()])
  })

  /** Periods. After each the peer hears a message, and so has answered what it was asked before, and that has come. */
  async function pass(periods: number): Promise<void> {
    const message = Object.assign(new Message(), { kind: MessageKind.cancel, id: 1 })
    for (let i = 0; i < periods; i++) {
      await clock.advance(keepAlive)
      const before = heard
      near.send(message)
      await until(() => heard > before, 'the peer to hear')
      for (let turns = 0; turns < 5; turns++) await turn()
    }
  }

  test('lives as long as the peer answers when asked', async () => {
    await pass(12)
    expect(closes).toEqual([])
  })

  test('is given up when the peer does not answer', async () => {
    far.pause()
    await clock.advance(5 * keepAlive)
    await until(() => closes.length > 0, 'the end')
    expect(closes).toMatchObject([{ code: 503, detail: expect.stringContaining('no sign of life') }])
  })

  test('is not given up for a silence of our own making', async () => {
    near.pause()
    await pass(12)
    near.resume()
    await pass(2)
    expect(closes).toEqual([])
  })
})
