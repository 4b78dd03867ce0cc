import {
  type Clock,
  createSelector,
  json,
  memoryRegistry,
  protobuf,
  RegistryStore,
  Router,
  RpcClient,
  type RpcClientOptions,
  RpcServer,
  type RpcServerOptions,
  systemClock,
  type Transport,
  type Wrapper,
} from '@micro/core'
import { type Payload, TestService, type TestServiceClient, type TestServiceHandler } from '../gen/testing.js'

const name = TestService.service

/** A message with `fields` set. */
export function payload(fields: Partial<Payload> = {}): Payload {
  return { text: '', data: new Uint8Array(), number: 0, ...fields }
}

/** Echoes, counts and adds; a test replaces the methods it is about. */
export const plainHandler: TestServiceHandler = {
  echo: (request) => request,
  store: (request) => request,
  async *count({ number }) {
    for (let i = 0; i < number; i++) yield payload({ number: i })
  },
  async sum(requests) {
    let number = 0
    for await (const request of requests) number += request.number
    return payload({ number })
  },
  async *chat(requests) {
    for await (const request of requests) yield request
  },
}

export interface RunningServer {
  readonly server: RpcServer
  readonly address: string
  /** What handlers threw that was no `MicroError`. */
  readonly faults: unknown[]
  stop(): Promise<void>
}

export interface TestNetworkOptions {
  readonly transport: Transport
  /** For servers. */
  readonly listen?: string
  readonly clock?: Clock
}

/** Servers and clients of the test service, that find each other through a registry of their own. */
export class TestNetwork {
  readonly #options: TestNetworkOptions
  readonly #clock: Clock
  readonly #store: RegistryStore
  readonly #closers: (() => Promise<void>)[] = []
  #next = 1

  constructor(options: TestNetworkOptions) {
    this.#options = options
    this.#clock = options.clock ?? systemClock
    this.#store = new RegistryStore({ clock: this.#clock })
  }

  async serve(
    handler: Partial<TestServiceHandler> = {},
    options: Partial<RpcServerOptions> & { readonly wrappers?: readonly Wrapper[] } = {},
  ): Promise<RunningServer> {
    const { transport, listen } = this.#options
    const faults: unknown[] = []
    const router = new Router(name, options.wrappers)
    router.handle(TestService, { ...plainHandler, ...handler })
    const server = new RpcServer({ transport, address: listen, onFault: (error) => faults.push(error), ...options })
    const { address } = await server.start({ service: name, router, codecs: [protobuf, json], clock: this.#clock })
    const registry = memoryRegistry({ store: this.#store })
    const record = {
      name,
      version: '1',
      metadata: {},
      endpoints: [],
      nodes: [{ id: `${name}-${this.#next++}`, address, metadata: {} }],
    }
    await registry.register(record)
    const stop = async () => {
      await registry.deregister(record)
      await server.stop()
    }
    this.#closers.push(stop)
    return { server, address, faults, stop }
  }

  /** Also registered, where nobody answers. */
  async register(address: string): Promise<void> {
    const nodes = [{ id: `${name}-${this.#next++}`, address, metadata: {} }]
    await memoryRegistry({ store: this.#store }).register({ name, version: '1', metadata: {}, endpoints: [], nodes })
  }

  rpc(options: Partial<RpcClientOptions> = {}): RpcClient {
    const registry = memoryRegistry({ store: this.#store })
    const selector = options.selector ?? createSelector({ registry, clock: this.#clock })
    const rpc = new RpcClient({ transport: this.#options.transport, selector, clock: this.#clock, ...options })
    this.#closers.push(async () => {
      await rpc.close()
      await selector.close()
      await registry.close()
    })
    return rpc
  }

  client(options: Partial<RpcClientOptions> = {}): TestServiceClient {
    return this.rpc(options).client(TestService)
  }

  async close(): Promise<void> {
    for (const close of this.#closers.reverse()) await close()
  }
}
