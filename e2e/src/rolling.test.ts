import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { MicroError, Service } from '@micro/core'
import { serviceRegistry } from '@micro/registry-service'
import { until } from '@micro/testing'
import { type Payload, TestService, type TestServiceClient } from '@micro/testing/protos'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Child } from './child.ts'

const registryMain = join(dirname(fileURLToPath(import.meta.resolve('@micro/registry-service'))), 'main.ts')
const instanceMain = join(import.meta.dirname, 'rolling/instance.ts')

let children: Child[]
let registry: Child
let address: string
let caller: Service

beforeEach(async () => {
  children = []
  registry = start(registryMain, ['--address', '127.0.0.1:0'])
  address = (await registry.said(/listens on (.+)$/))[1]!
  caller = new Service({ name: 'caller', registry: serviceRegistry({ address }) })
  await caller.start()
})
afterEach(async () => {
  await caller.stop()
  await Promise.all(children.map((child) => child.end('SIGKILL')))
})

function start(script: string, args: readonly string[]): Child {
  const child = new Child(script, args)
  children.push(child)
  return child
}

async function instance(id: string): Promise<Child> {
  const child = start(instanceMain, [address, id])
  await child.said(/^serves$/)
  return child
}

/** Callers that call one after another without a pause, and what became of it. */
class Load {
  /** Answers by instance. */
  readonly answers = new Map<string, number>()
  readonly failures: MicroError[] = []
  readonly #callers: Promise<void>[]
  #running = true

  constructor(callers: number, call: () => Promise<Payload>) {
    this.#callers = Array.from({ length: callers }, async () => {
      while (this.#running) {
        try {
          const { text } = await call()
          this.answers.set(text, (this.answers.get(text) ?? 0) + 1)
        } catch (error) {
          this.failures.push(error as MicroError)
          // Calls that fail at once leave no turn to anybody else.
          await new Promise((resolve) => setImmediate(resolve))
        }
      }
    })
  }

  get answered(): number {
    return [...this.answers.values()].reduce((sum, each) => sum + each, 0)
  }

  /** Resolves when each of these instances has answered many more calls. */
  async served(...ids: readonly string[]): Promise<void> {
    const before = new Map(this.answers)
    const more = (id: string) => (this.answers.get(id) ?? 0) - (before.get(id) ?? 0)
    await until(() => ids.every((id) => more(id) > 200), `${ids.join(' and ')} to answer`)
  }

  async stop(): Promise<void> {
    this.#running = false
    await Promise.all(this.#callers)
  }
}

function loads(client: TestServiceClient): { readonly stores: Load; readonly echoes: Load } {
  const request = { text: '', data: new Uint8Array(), number: 0 }
  return { stores: new Load(16, () => client.store(request)), echoes: new Load(6, () => client.echo(request)) }
}

test('a rolling restart under load loses no call and runs none twice', async () => {
  const instances = new Map([
    ['a', await instance('a')],
    ['b', await instance('b')],
  ])
  const { stores, echoes } = loads(caller.client(TestService))
  await stores.served('a', 'b')
  let handled = 0
  const stop = async (id: string) => {
    const child = instances.get(id)!
    expect(await child.end('SIGTERM')).toBe(0)
    handled += Number((await child.said(/^handled (\d+)$/))[1])
  }
  for (const [id, other] of [
    ['a', 'b'],
    ['b', 'a'],
    ['a', 'b'],
  ] as const) {
    await stop(id)
    await stores.served(other)
    instances.set(id, await instance(id))
    await stores.served(id, other)
  }
  await Promise.all([stores.stop(), echoes.stop()])
  await Promise.all([stop('a'), stop('b')])
  expect([...stores.failures, ...echoes.failures]).toEqual([])
  expect(handled).toBe(stores.answered)
}, 120_000)

test('of an instance that is killed only the calls it was handling fail, with 503, and no idempotent one', async () => {
  const killed = await instance('a')
  await instance('b')
  const { stores, echoes } = loads(caller.client(TestService))
  await stores.served('a', 'b')
  expect(await killed.end('SIGKILL')).toBe('SIGKILL')
  await stores.served('b')
  await echoes.served('b')
  await instance('c')
  await stores.served('b', 'c')
  await Promise.all([stores.stop(), echoes.stop()])
  expect(echoes.failures).toEqual([])
  // Each caller has one call under way.
  expect(stores.failures.length).toBeLessThanOrEqual(16)
  for (const error of stores.failures) {
    expect(error).toBeInstanceOf(MicroError)
    expect(error).toMatchObject({ code: 503, unprocessed: false })
  }
}, 120_000)

test('the only instance may be replaced by another', async () => {
  const first = await instance('a')
  const { stores, echoes } = loads(caller.client(TestService))
  await stores.served('a')
  await instance('b')
  expect(await first.end('SIGTERM')).toBe(0)
  await stores.served('b')
  await Promise.all([stores.stop(), echoes.stop()])
  expect([...stores.failures, ...echoes.failures]).toEqual([])
}, 120_000)
