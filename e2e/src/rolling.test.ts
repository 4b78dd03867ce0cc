import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { MicroError, Service } from '@micro/core'
import { serviceRegistry } from '@micro/registry-service'
import { TestService } from '@micro/testing/protos'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Child } from './child.ts'
import { loads } from './rolling/load.ts'

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
  const child = start(instanceMain, ['service', address, id])
  await child.said(/^serves$/)
  return child
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
