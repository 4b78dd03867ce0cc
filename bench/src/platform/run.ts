import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Service, tcp } from '@micro/core'
import { serviceRegistry } from '@micro/registry-service'
import { HouseService } from '@renting/contracts/house/v1'
import { OrderService } from '@renting/contracts/order/v1'
import { searchStatement } from '@renting/house/search'
import { addDays, todayIn } from '@renting/platform/values'
import type { Platform } from '@renting/runner/platform'
import { Pool } from 'pg'
import { measure, type Result } from '../rpc/load.ts'
import { Bookings, insertBooking, toOrderRequest } from './booking.ts'
import { pageSize, type SearchCase, searches, toPath, toQuery, toRequest } from './cases.ts'
import { connectHttp } from './http.ts'

/** One thing, done in several ways by so many clients at once. The first way is what the others are held against. */
export interface Row {
  readonly name: string
  readonly clients: number
  readonly results: Readonly<Record<string, Result>>
}

export interface Figures {
  readonly searches: readonly Row[]
  readonly bookings: readonly Row[]
  readonly gets: readonly Row[]
}

export interface Measuring {
  readonly platform: Platform
  /** How many houses were made. */
  readonly houses: number
  readonly seconds: number
  readonly rounds: number
  readonly say: (line: string) => void
  /** @default all */
  readonly cases?: readonly SearchCase[]
  /** @default one and fifty */
  readonly clients?: readonly number[]
}

/** As many connections as a service has. */
const connections = 10

/** A way to do it: one call of client `index`. */
type Ways = Readonly<Record<string, (index: number) => Promise<unknown>>>

export async function measurePlatform(measuring: Measuring): Promise<Figures> {
  const { platform, houses, cases = searches, clients = [1, 50] } = measuring
  const today = todayIn('Asia/Shanghai', Date.now())
  const service = new Service({
    name: 'bench',
    transport: tcp(),
    registry: serviceRegistry({ address: platform.registry }),
  })
  await service.start()
  const poolOf = (name: string) => new Pool({ connectionString: platform.urlOf(name), max: connections })
  const [housePool, orderPool] = [poolOf('house'), poolOf('order')]
  try {
    const house = service.client(HouseService)
    const order = service.client(OrderService)
    const found: Row[] = []
    for (const count of clients) {
      const rest = await Promise.all(Array.from({ length: count }, () => connectHttp(platform.api)))
      for (const { name, query } of cases) {
        let calls = 0
        const next = () => toQuery(query(calls++, today))
        const ways: Ways = {
          pg: async () => {
            const { text, values } = searchStatement(next())
            return await housePool.query(text, [...values])
          },
          rpc: () => house.searchHouses({ ...toRequest(next()), page: { cursor: '', limit: pageSize } }),
          rest: (index) => rest[index]!(toPath(next())),
        }
        found.push(await compare(measuring, name, count, ways))
      }
    }
    const [own, theirs] = [new Bookings(houses, addDays(today, 80)), new Bookings(houses, addDays(today, 400))]
    const bookings: Row[] = []
    for (const count of clients) {
      const ways: Ways = {
        pg: () => insertBooking(orderPool, theirs.next()),
        rpc: () => order.createOrder(toOrderRequest(own.next())),
      }
      bookings.push(await compare(measuring, 'booking', count, ways))
    }
    return { searches: found, bookings, gets: await measureGets(measuring, clients) }
  } finally {
    await Promise.all([housePool.end(), orderPool.end()])
    await service.stop()
  }
}

/** What the gateway takes for a call, beside Fastify alone that answers with the same: at once, or after that call. */
async function measureGets(measuring: Measuring, clients: readonly number[]): Promise<Row[]> {
  const { api, registry } = measuring.platform
  const rows: Row[] = []
  for (const [name, path] of [
    ['areas (kept in memory)', '/api/v2/areas'],
    ['a house (one query)', '/api/v2/houses/bulk-house-0000001'],
  ] as const) {
    const body = await (await fetch(`${api}${path}`)).text()
    const bare = [startBare(body), startBare(body, registry)]
    try {
      const [alone = '', calling = ''] = await Promise.all(bare.map(addressOf))
      for (const count of clients) {
        const connect = (to: string) => Promise.all(Array.from({ length: count }, () => connectHttp(to)))
        const all = await Promise.all([alone, calling, api].map(connect))
        const way = (at: number) => (index: number) => all[at]![index]!(path)
        rows.push(await compare(measuring, name, count, { fastify: way(0), calling: way(1), gateway: way(2) }))
      }
    } finally {
      await Promise.all(
        bare.map((child) => {
          child.kill()
          return once(child, 'close')
        }),
      )
    }
  }
  return rows
}

function startBare(body: string, ...registry: string[]) {
  const args = [join(import.meta.dirname, 'bare.ts'), ...registry]
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin.end(body)
  return child
}

async function addressOf({ stdout }: ReturnType<typeof startBare>): Promise<string> {
  for await (const line of createInterface({ input: stdout })) return line
  throw new Error('the process said nothing')
}

/** Each way in turn, in several rounds, so that a machine that is busy for a while is so for all of them. Medians. */
async function compare({ seconds, rounds, say }: Measuring, name: string, clients: number, ways: Ways): Promise<Row> {
  const samples = new Map<string, Result[]>()
  for (let round = 0; round < rounds; round++) {
    for (const [way, call] of Object.entries(ways)) {
      samples.set(way, [...(samples.get(way) ?? []), await measureWay(clients, seconds, call)])
    }
  }
  const results = Object.fromEntries([...samples].map(([way, taken]) => [way, median(taken)]))
  const line = Object.entries(results).map(([way, { callsPerSecond, p50, p99 }]) => {
    return `${way} ${callsPerSecond}/s, ${p50.toFixed(2)} / ${p99.toFixed(2)} ms`
  })
  say(`${name}, ${clients} client(s): ${line.join('  ')}`)
  return { name, clients, results }
}

/** @throws what a call failed with: figures of calls that fail say nothing */
async function measureWay(
  clients: number,
  seconds: number,
  call: (index: number) => Promise<unknown>,
): Promise<Result> {
  const failed: unknown[] = []
  const result = await measure(clients, seconds, (index, answered) => {
    call(index)
      .catch((error: unknown) => void failed.push(error))
      .finally(answered)
  })
  if (failed.length > 0) throw failed[0]
  return result
}

function median(results: readonly Result[]): Result {
  return results.toSorted((a, b) => a.p99 - b.p99)[Math.floor(results.length / 2)]!
}
