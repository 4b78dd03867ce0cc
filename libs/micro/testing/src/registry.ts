import { MicroError, type Registry, type ServiceRecord } from '@micro/core'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Changes } from './changes.ts'
import { noLeaks } from './leaks.ts'
import { deepEndpoint, node, record, value } from './records.ts'

/** One registry under test, with as many clients as asked for. */
export interface RegistryHarness {
  /** A client of its own of the one registry. The suite closes it. */
  registry(): Registry | Promise<Registry>
  /** Lets time go by for leases. @default real time goes by itself */
  pass?(milliseconds: number): Promise<void>
  /** Milliseconds of the shortest lease that the registry keeps reliably. @default 300 */
  readonly ttl?: number
  /** Kills the server the hard way and starts it again, empty. There where the suite is told of a server. */
  wipe?(): Promise<void>
  /** Called after each test, when all clients are closed. */
  close(): Promise<void>
}

export interface RegistrySuiteOptions {
  /** Whether there is a server that can die: then the harness has `wipe`. @default false */
  readonly server?: boolean
}

/**
 * What every registry does: Go Micro's verbs, and what a client needs of them to miss nothing.
 *
 *     registrySuite('memory', async () => { … })
 */
export function registrySuite(
  name: string,
  make: () => Promise<RegistryHarness>,
  { server = false }: RegistrySuiteOptions = {},
): void {
  describe(`registry ${name}`, () => {
    noLeaks()
    let harness: RegistryHarness
    let clients: Registry[] = []
    let watchers: Changes[] = []

    beforeEach(async () => {
      harness = await make()
    })
    afterEach(async () => {
      for (const watcher of watchers) watcher.stop()
      await Promise.allSettled(watchers.map((watcher) => watcher.ended()))
      await Promise.all(clients.map((client) => client.close()))
      await harness.close()
      clients = []
      watchers = []
    })

    async function client(): Promise<Registry> {
      const registry = await harness.registry()
      clients.push(registry)
      return registry
    }

    async function watch(registry: Registry, service?: string): Promise<Changes> {
      const changes = await Changes.of(registry, service === undefined ? {} : { service })
      watchers.push(changes)
      return changes
    }

    describe('register and getService', () => {
      test('gives back what was registered: metadata, endpoints, schemas three deep', async () => {
        const registry = await client()
        const service = record('renting.house', ['renting.house-1'], {
          metadata: { region: 'eu', empty: '' },
          endpoints: [deepEndpoint, { name: 'Nothing.Known', request: null, response: null, metadata: {} }],
        })
        await registry.register(service)
        expect(await registry.getService('renting.house')).toEqual([service])
      })

      test('finds nothing where nothing is', async () => {
        const registry = await client()
        expect(await registry.getService('nobody')).toEqual([])
        expect(await registry.listServices()).toEqual([])
      })

      test('shows every client what another has registered', async () => {
        const [one, other] = [await client(), await client()]
        await one.register(record('a', ['a-1']))
        expect(await other.getService('a')).toEqual([record('a', ['a-1'])])
      })

      test('puts the nodes of one version into one record, and each version into its own', async () => {
        const [one, other] = [await client(), await client()]
        await one.register(record('a', ['a-1']))
        await other.register(record('a', ['a-2', 'a-3']))
        await other.register(record('a', ['a-4'], { version: '2.0.0', metadata: { canary: 'yes' } }))
        const found = byVersion(await one.getService('a'))
        expect(found.map(({ version }) => version)).toEqual(['1.0.0', '2.0.0'])
        expect(ids(found)).toEqual(['a-1', 'a-2', 'a-3', 'a-4'])
        expect(found[1]).toEqual(record('a', ['a-4'], { version: '2.0.0', metadata: { canary: 'yes' } }))
      })

      test('replaces a node that is registered again with other content', async () => {
        const registry = await client()
        await registry.register(record('a', ['a-1', 'a-2']))
        const moved = node('a-1', '127.0.0.1:1', { metadata: { protocol: 'mucp', more: 'x' } })
        await registry.register({ ...record('a', []), nodes: [moved] })
        const found = await registry.getService('a')
        expect(found.flatMap((each) => each.nodes).toSorted(byId)).toEqual([moved, node('a-2')])
      })

      test('takes the endpoints and metadata of the latest registration', async () => {
        const registry = await client()
        await registry.register(record('a', ['a-1']))
        const later = record('a', ['a-1'], { metadata: { commit: 'f00' }, endpoints: [deepEndpoint] })
        await registry.register(later)
        expect(await registry.getService('a')).toEqual([later])
      })

      test('is not changed by what happens to the record afterwards', async () => {
        const registry = await client()
        const metadata: Record<string, string> = { color: 'red' }
        await registry.register({ ...record('a', ['a-1']), metadata })
        metadata.color = 'blue'
        expect((await registry.getService('a'))[0]?.metadata).toEqual({ color: 'red' })
      })

      test.each([
        'renting.house.v1',
        'with space',
        'slash/and\\back',
        'percent%2Fhash#query?x=1&y',
        'größe-价格-🏠',
        'constructor',
        '__proto__',
        'a:b;c,d*>|"\'`',
      ])('keeps %s apart from others', async (name) => {
        const registry = await client()
        await registry.register(record(name, [`${name}-1`]))
        await registry.register(record(`${name}2`, [`${name}2-1`]))
        expect(await registry.getService(name)).toEqual([record(name, [`${name}-1`])])
        expect(names(await registry.listServices())).toEqual([name, `${name}2`].toSorted())
        await registry.deregister(record(name, [`${name}-1`]))
        expect(await registry.getService(name)).toEqual([])
      })

      test('holds 500 nodes of one service', async () => {
        const registry = await client()
        const all = Array.from({ length: 500 }, (_, i) => `big-${i}`)
        await Promise.all(all.map((id) => registry.register(record('big', [id]))))
        expect(ids(await registry.getService('big'))).toEqual(all.toSorted())
      })
    })

    describe('listServices', () => {
      test('names every service, sorted', async () => {
        const registry = await client()
        for (const name of ['c', 'a', 'b.x', 'b']) await registry.register(record(name, [`${name}-1`]))
        expect(names(await registry.listServices())).toEqual(['a', 'b', 'b.x', 'c'])
      })
    })

    describe('deregister', () => {
      test('removes these nodes and no others', async () => {
        const registry = await client()
        await registry.register(record('a', ['a-1', 'a-2', 'a-3']))
        await registry.deregister(record('a', ['a-1', 'a-3']))
        expect(ids(await registry.getService('a'))).toEqual(['a-2'])
      })

      test('leaves nothing behind with the last node', async () => {
        const registry = await client()
        await registry.register(record('a', ['a-1']))
        await registry.deregister(record('a', ['a-1']))
        expect(await registry.getService('a')).toEqual([])
        expect(await registry.listServices()).toEqual([])
      })

      test('does not mind what is not there', async () => {
        const registry = await client()
        await registry.deregister(record('nobody', ['nobody-1']))
        await registry.register(record('a', ['a-1']))
        await registry.deregister(record('a', ['a-9']))
        expect(ids(await registry.getService('a'))).toEqual(['a-1'])
      })
    })

    describe('a lease', () => {
      test('ends when it is not renewed, and those who watch are told', async () => {
        const registry = await client()
        const { ttl = 300 } = harness
        const changes = await watch(registry, 'a')
        await registry.register(record('a', ['a-1']), { ttl })
        await registry.register(record('a', ['a-2']))
        await harness.pass?.(ttl * 2)
        await changes.until((words) => words.includes('delete a-1'))
        expect(ids(await registry.getService('a'))).toEqual(['a-2'])
      })

      test('holds as long as it is renewed', async () => {
        const registry = await client()
        const { ttl = 300 } = harness
        const changes = await watch(registry)
        await registry.register(record('short', ['short-1']), { ttl })
        await registry.register(record('kept', ['kept-1']), { ttl })
        // The short one's end is what says that the ttl has passed, whatever the backend's clock.
        const short = () => changes.words.includes('delete short-1')
        while (!short()) {
          await registry.register(record('kept', ['kept-1']), { ttl })
          if (harness.pass === undefined) await Promise.race([pause(ttl / 4), changes.until(short)])
          else await harness.pass(ttl / 4)
        }
        expect(ids(await registry.getService('kept'))).toEqual(['kept-1'])
        expect(changes.words).not.toContain('delete kept-1')
      })
    })

    describe('watch', () => {
      test('tells what comes, changes and goes', async () => {
        const registry = await client()
        const changes = await watch(registry, 'a')
        await registry.register(record('a', ['a-1']))
        await registry.register(record('a', ['a-1'], { metadata: { changed: 'yes' } }))
        await registry.deregister(record('a', ['a-1']))
        await changes.until((words) => words.length >= 3)
        expect(changes.words).toEqual(['create a-1', 'update a-1', 'delete a-1'])
        expect(changes.all[0]?.service).toEqual(record('a', ['a-1']))
        expect(changes.all[1]?.service).toEqual(record('a', ['a-1'], { metadata: { changed: 'yes' } }))
        expect(changes.all[2]?.service).toMatchObject({ name: 'a', version: '1.0.0' })
      })

      test('does not tell a renewal that changes nothing', async () => {
        const registry = await client()
        await registry.register(record('a', ['a-1'], { endpoints: [deepEndpoint] }))
        const changes = await watch(registry, 'a')
        await registry.register(record('a', ['a-1'], { endpoints: [deepEndpoint] }))
        await registry.register(record('a', ['a-2'], { endpoints: [deepEndpoint] }))
        await changes.until((words) => words.length > 0)
        expect(changes.words).toEqual(['create a-2'])
      })

      test('of one service says nothing of the others; of all, everything', async () => {
        const registry = await client()
        const [one, all] = [await watch(registry, 'a'), await watch(registry)]
        await registry.register(record('ab', ['ab-1']))
        await registry.register(record('a', ['a-1']))
        await registry.deregister(record('ab', ['ab-1']))
        await all.until((words) => words.length >= 3)
        await one.until((words) => words.length >= 1)
        expect(all.words.toSorted()).toEqual(['create a-1', 'create ab-1', 'delete ab-1'])
        expect(one.words).toEqual(['create a-1'])
      })

      test('misses nothing after it resolved, while many register at once', async () => {
        const [watching, ...others] = [await client(), await client(), await client()]
        const names = Array.from({ length: 60 }, (_, i) => `many-${i}`)
        const half = Promise.all(names.slice(0, 30).map((id, i) => others[i % 2]!.register(record('many', [id]))))
        const changes = await watch(watching!, 'many')
        const listed = ids(await watching!.getService('many'))
        await Promise.all(names.slice(30).map((id, i) => others[i % 2]!.register(record('many', [id]))))
        await half
        await changes.until((words) => names.every((id) => listed.includes(id) || words.includes(`create ${id}`)))
        expect(changes.words.filter((word) => names.slice(30).some((id) => word === `create ${id}`))).toHaveLength(30)
      })

      test('ends when stopped, before reading and while waiting', async () => {
        const registry = await client()
        const unread = await registry.watch()
        unread.stop()
        for await (const change of unread) expect.unreachable(`after stop: ${change.action}`)
        const waiting = await watch(registry)
        await registry.register(record('a', ['a-1']))
        await waiting.until((words) => words.length === 1)
        waiting.stop()
        await waiting.ended()
        await registry.register(record('a', ['a-2']))
        expect(waiting.words).toEqual(['create a-1'])
      })

      test('ends when its reader leaves', async () => {
        const registry = await client()
        const watcher = await registry.watch({ service: 'a' })
        await registry.register(record('a', ['a-1', 'a-2']))
        for await (const change of watcher) {
          expect(change.action).toBe('create')
          break
        }
        for await (const change of watcher) expect.unreachable(`after leaving: ${change.action}`)
      })
    })

    describe('close', () => {
      test('ends the watchers and leaves what was registered', async () => {
        const [closing, staying] = [await client(), await client()]
        const changes = await watch(closing)
        await closing.register(record('a', ['a-1']))
        await closing.close()
        await changes.ended()
        expect(ids(await staying.getService('a'))).toEqual(['a-1'])
        await expect(closing.getService('a')).rejects.toMatchObject({ name: 'MicroError', code: 503 })
      })

      test('may be repeated', async () => {
        const registry = await client()
        await registry.close()
        await registry.close()
      })
    })

    describe('refuses with a typed error', () => {
      test('what is asked for with an aborted signal', async () => {
        const registry = await client()
        const { signal } = abortedSignal()
        for (const asked of [
          registry.register(record('a', ['a-1']), { signal }),
          registry.deregister(record('a', ['a-1']), { signal }),
          registry.getService('a', { signal }),
          registry.listServices({ signal }),
        ]) {
          await expect(asked).rejects.toMatchObject({ name: 'MicroError', code: 499 })
        }
        expect(await registry.getService('a')).toEqual([])
      })

      const big = 'x'.repeat(100_000)
      const many = <T>(count: number, make: (i: number) => T) => Array.from({ length: count }, (_, i) => make(i))
      const deep = value('1', 't', [value('2', 't', [value('3', 't', [value('4', 't', [value('5', 't')])])])])
      const refused: readonly [string, number, ServiceRecord][] = [
        ['no name', 400, record('', ['a-1'])],
        ['a control character in the name', 400, record('a\nb', ['a-1'])],
        ['no nodes', 400, record('a', [])],
        ['one id twice', 400, record('a', ['a-1', 'a-1'])],
        ['a node without an address', 400, { ...record('a', []), nodes: [node('a-1', '')] }],
        ['a schema that is too deep', 400, record('a', ['a-1'], { endpoints: [{ ...deepEndpoint, request: deep }] })],
        ['a long name', 413, record(big, ['a-1'])],
        ['a long version', 413, record('a', ['a-1'], { version: big })],
        ['a long metadata value', 413, record('a', ['a-1'], { metadata: { big } })],
        ['a long metadata key', 413, record('a', ['a-1'], { metadata: { [big]: '' } })],
        [
          'much metadata',
          413,
          record('a', ['a-1'], { metadata: Object.fromEntries(many(1000, (i) => [`k${i}`, ''])) }),
        ],
        [
          'many endpoints',
          413,
          record('a', ['a-1'], { endpoints: many(5000, (i) => ({ ...deepEndpoint, name: `E.${i}` })) }),
        ],
        [
          'many nodes',
          413,
          record(
            'a',
            many(5000, (i) => `a-${i}`),
          ),
        ],
      ]
      test.each(refused)('%s', async (_, code, service) => {
        const registry = await client()
        const error = await registry.register(service).then(
          () => expect.unreachable('it was registered'),
          (thrown: unknown) => thrown,
        )
        expect(error).toBeInstanceOf(MicroError)
        expect(error).toMatchObject({ code })
        expect((error as MicroError).detail.length).toBeLessThan(1000)
        expect(await registry.listServices()).toEqual([])
      })
    })

    if (!server) return
    describe('when the server has died and is back', () => {
      test('renewing a registration restores it, and reading anew misses nothing', async () => {
        const [registering, reading] = [await client(), await client()]
        await registering.register(record('a', ['a-1']))
        const follower = follow(reading, 'a')
        try {
          await follower.until((known) => known.has('a-1'))
          await harness.wipe!()
          await persist(() => registering.register(record('a', ['a-1'])))
          await persist(() => registering.register(record('a', ['a-2'])))
          await follower.until((known) => known.has('a-1') && known.has('a-2'))
          await registering.deregister(record('a', ['a-1']))
          await follower.until((known) => !known.has('a-1') && known.has('a-2'))
        } finally {
          await follower.stop()
        }
      })
    })
  })
}

/** What a client of a registry does: watch, list, apply changes; and all of it again when the watch ends. */
function follow(registry: Registry, service: string) {
  const known = new Set<string>()
  let stopped = false
  let watcher: { stop(): void } | undefined
  let wake: () => void = () => {}
  const done = run()
  return {
    async until(met: (ids: ReadonlySet<string>) => boolean): Promise<void> {
      while (!met(known)) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    },
    stop(): Promise<void> {
      stopped = true
      watcher?.stop()
      return done
    },
  }

  async function run(): Promise<void> {
    while (!stopped) {
      try {
        const changes = await registry.watch({ service })
        watcher = changes
        const listed = ids(await registry.getService(service))
        known.clear()
        for (const id of listed) known.add(id)
        wake()
        for await (const { action, service: changed } of changes) {
          for (const { id } of changed.nodes) action === 'delete' ? known.delete(id) : known.add(id)
          wake()
        }
      } catch {
        await pause(20)
      }
    }
  }
}

/** Tries until it works: the server is coming up. */
async function persist(act: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      return await act()
    } catch (error) {
      if (!(error instanceof MicroError)) throw error
      await pause(20)
    }
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}

function abortedSignal(): AbortController {
  const controller = new AbortController()
  controller.abort()
  return controller
}

function ids(services: readonly ServiceRecord[]): readonly string[] {
  return services.flatMap((each) => each.nodes.map(({ id }) => id)).toSorted()
}

function names(services: readonly ServiceRecord[]): readonly string[] {
  return [...new Set(services.map((each) => each.name))]
}

function byVersion(services: readonly ServiceRecord[]): readonly ServiceRecord[] {
  return services.toSorted((a, b) => (a.version < b.version ? -1 : 1))
}

function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : 1
}
