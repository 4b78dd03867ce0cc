import { EventEmitter, once } from 'node:events'
import { describe, expect, onTestFinished, test } from 'vitest'
import { scripted, server } from '../../test/scripted.ts'
import { Keeper, type KeeperEvent, type KeeperOptions } from './keeper.ts'
import type { Unit } from './unit.ts'

function keep(unit: Unit, options: KeeperOptions = {}) {
  const events: KeeperEvent[] = []
  const emitter = new EventEmitter()
  const keeper = new Keeper(unit, {
    first: 10,
    limit: 80,
    random: () => 0.999,
    onEvent: (event) => {
      events.push(event)
      emitter.emit('event', event)
    },
    ...options,
  })
  onTestFinished(() => keeper.stop(0))
  const until = async (count: number) => {
    while (events.length < count) await once(emitter, 'event')
    return events
  }
  return { keeper, events, until }
}

/** Serves, and dies once that is known. */
const dying = `reportReady(); setTimeout(() => process.exit(9), 20)`

describe('a keeper', () => {
  test('runs again what died, and says so', async () => {
    const { keeper, until } = keep(await scripted('user', dying))
    await keeper.start()
    expect((await until(2)).slice(0, 2)).toEqual([
      { type: 'died', unit: 'user', reason: 'ended with code 9', retryIn: 10 },
      { type: 'restarted', unit: 'user' },
    ])
  })

  test('waits longer each time', async () => {
    const { keeper, until } = keep(await scripted('user', dying))
    await keeper.start()
    const waits = (await until(10)).flatMap((event) => (event.type === 'died' ? [event.retryIn] : []))
    expect(waits.slice(0, 5)).toEqual([10, 20, 40, 80, 80])
  })

  test('waits as the first time again for what was healthy a while', async () => {
    const { keeper, until } = keep(await scripted('user', dying), { healthyAfter: 1 })
    await keeper.start()
    const waits = (await until(6)).flatMap((event) => (event.type === 'died' ? [event.retryIn] : []))
    expect(waits).toEqual([10, 10, 10])
  })

  test('tries again what does not come up again', async () => {
    let starts = 0
    const unit = await scripted('user', `if (process.env.START === '0') reportReady(); process.exit(9)`, {
      env: () => ({ START: String(starts++) }),
    })
    const { keeper, until } = keep(unit)
    await keeper.start()
    expect((await until(4)).map((event) => event.type)).toEqual(['died', 'died', 'died', 'died'])
  })

  test('does not try again what fails at its first start', async () => {
    const { keeper, events } = keep(await scripted('user', `console.error('no'); process.exit(1)`))
    await expect(keeper.start()).rejects.toThrow('user ended with code 1: no')
    await keeper.stop(1000)
    expect(events).toEqual([])
  })

  test('stops what it keeps and does not run it again', async () => {
    const { keeper, events } = keep(await scripted('user', server))
    await keeper.start()
    await keeper.stop(60_000)
    expect(events).toEqual([])
  })

  test('stops while it waits for the next try', async () => {
    const { keeper, until } = keep(await scripted('user', dying), { first: 1e9, limit: 1e9 })
    await keeper.start()
    await until(1)
    await keeper.stop(60_000)
  })

  test('kills what does not stop in time', async () => {
    const { keeper, events } = keep(
      await scripted('user', `process.on('SIGTERM', () => {}); setInterval(() => {}, 1e6); reportReady()`),
    )
    await keeper.start()
    await keeper.stop(100)
    expect(events).toEqual([{ type: 'killed', unit: 'user' }])
  })
})
