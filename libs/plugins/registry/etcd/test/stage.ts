import type { Registry, Watcher } from '@micro/core'
import { EtcdServer } from '@micro/servers'
import { afterEach } from 'vitest'
import { type EtcdOptions, etcd } from '../src/index.ts'

/** What the tests against a real etcd share: servers and clients that end with each test. */
export class Stage {
  readonly #closing: (() => Promise<unknown>)[] = []

  constructor() {
    afterEach(async () => {
      for (const close of this.#closing.splice(0).reverse()) await close()
    })
  }

  async server(options?: Parameters<typeof EtcdServer.start>[0]): Promise<EtcdServer> {
    return this.use(await EtcdServer.start(options))
  }

  use<T extends AsyncDisposable>(thing: T): T {
    this.#closing.push(async () => thing[Symbol.asyncDispose]())
    return thing
  }

  /** @param said what it logs, in short */
  client(options: EtcdOptions, said: string[] = []): Registry {
    const note = (fields: object, message: string) => {
      said.push('key' in fields ? `${message}: ${fields.key}` : message)
    }
    const registry = etcd({ log: { debug: note, info: note, warn: note, error: note }, ...options })
    this.#closing.push(() => registry.close())
    return registry
  }
}

/** Reads a watcher to its end. @returns what it throws, if so */
export async function endOf(watcher: Watcher): Promise<unknown> {
  try {
    for await (const _ of watcher);
  } catch (error) {
    return error
  }
  return undefined
}
