import type { Broker } from '../broker.ts'
import type { CallOptions, Client, PublishOptions } from '../client.ts'
import { type Clock, systemClock } from '../clock.ts'
import { json } from '../codec/json.ts'
import { protobuf } from '../codec/protobuf.ts'
import type { Codec } from '../codec.ts'
import type { EventType, Method, ServiceDescription } from '../description.ts'
import { errors } from '../errors.ts'
import type { Selector } from '../selector.ts'
import type { Transport } from '../transport.ts'
import { TimingWheel } from '../wheel.ts'
import { type Call, compose, ordered, type Publish, type Wrapper } from '../wrapper.ts'
import type { Core } from './attempt.ts'
import { RetryBudget } from './budget.ts'
import { Pool, type PoolOptions } from './pool.ts'
import { publisher } from './publisher.ts'
import { StreamCall } from './stream.ts'
import { Target } from './target.ts'
import { UnaryCall } from './unary.ts'
import { Waiting } from './waiting.ts'

export interface RpcClientOptions extends PoolOptions {
  /** Who calls: the service's name, told to the called. @default '' */
  readonly name?: string
  readonly transport: Transport
  readonly selector: Selector
  /** For `publish`. */
  readonly broker?: Broker
  /** The first is the default. @default protobuf, json */
  readonly codecs?: readonly Codec[]
  /** @default none */
  readonly wrappers?: readonly Wrapper[]
  /** Milliseconds a call may take where it says nothing else. @default 5000 */
  readonly timeout?: number
  /** Further attempts of an idempotent call. @default 1 */
  readonly retries?: number
  /** Keys of the metadata that go on from a context to the calls on its behalf. @default x-request-id */
  readonly forward?: readonly string[]
  /** @default systemClock */
  readonly clock?: Clock
  /** For jitter: evenly in [0, 1). @default Math.random */
  readonly random?: () => number
}

/** What one client knows of a method: its wrapped calls. */
interface Bound {
  readonly target: Target
  readonly call: Call
}

/** The client over any message transport. */
export class RpcClient implements Client {
  readonly #core: Core
  readonly #name: string
  readonly #wrappers: readonly Wrapper[]
  readonly #broker: Broker | undefined
  readonly #budgets = new Map<string, RetryBudget>()
  readonly #bound = new Map<string, Map<Method, Bound>>()
  readonly #publishers = new Map<EventType, Publish>()

  constructor(options: RpcClientOptions) {
    const clock = options.clock ?? systemClock
    this.#name = options.name ?? ''
    this.#wrappers = ordered(options.wrappers ?? [])
    this.#broker = options.broker
    this.#core = {
      clock,
      wheel: new TimingWheel(clock),
      pool: new Pool(options),
      waiting: new Waiting(),
      selector: options.selector,
      codecs: options.codecs ?? [protobuf, json],
      random: options.random ?? Math.random,
      timeout: options.timeout ?? 5000,
      retries: options.retries ?? 1,
      forward: options.forward ?? ['x-request-id'],
      maxMessage: options.maxMessage ?? 4 * 1024 * 1024,
    }
  }

  client<C>(description: ServiceDescription<C, unknown>, name = description.service): C {
    const methods = Object.entries(description.methods).map(([key, method]) => [key, this.#facade(name, method)])
    return Object.fromEntries(methods) as C
  }

  call<Q, S>(service: string, method: Method<Q, S>, request: Q, options: CallOptions = noOptions): Promise<S> {
    return this.#bind(service, method as Method).call(request, options) as Promise<S>
  }

  stream<Q, S>(service: string, method: Method<Q, S>, requests: AsyncIterable<Q>, options: CallOptions = noOptions) {
    return this.#bind(service, method as Method).call(requests, options) as AsyncIterable<S>
  }

  publish<T>(event: EventType<T>, message: T, options: PublishOptions = {}): Promise<void> {
    const type = event as EventType
    let publish = this.#publishers.get(type)
    if (publish === undefined) {
      const core = publisher(type, this.#broker, this.#core.forward)
      publish = compose(this.#wrappers, core, (wrapper, next) => wrapper.publish?.(next, type))
      this.#publishers.set(type, publish)
    }
    return publish(message, options)
  }

  async close(): Promise<void> {
    this.#core.waiting.close()
    await this.#core.pool.close()
    this.#core.wheel.stop()
  }

  /** What the generated interface promises for one method. */
  #facade(service: string, method: Method): (request: unknown, options?: CallOptions) => unknown {
    const { call } = this.#bind(service, method)
    switch (method.kind) {
      case 'unary':
      case 'bidi-stream':
        return (request, options = noOptions) => call(request, options)
      case 'server-stream':
        return (request, options = noOptions) => call(one(request), options)
      case 'client-stream':
        return async (requests, options = noOptions) => {
          for await (const response of call(requests, options) as AsyncIterable<unknown>) return response
          throw errors.internal('micro.client', `${service} ${method.endpoint} ended without a response`)
        }
    }
  }

  #bind(service: string, method: Method): Bound {
    let methods = this.#bound.get(service)
    if (methods === undefined) {
      methods = new Map()
      this.#bound.set(service, methods)
      this.#budgets.set(service, new RetryBudget())
    }
    let bound = methods.get(method)
    if (bound === undefined) {
      const target = new Target(this.#name, service, method, this.#core.codecs, this.#budgets.get(service)!)
      const core: Call = method.kind === 'unary' ? this.#unary(target) : this.#streaming(target)
      bound = {
        target,
        call: compose(this.#wrappers, core, (wrapper, next) => wrapper.client?.(next, method, service)),
      }
      methods.set(method, bound)
    }
    return bound
  }

  #unary(target: Target): Call {
    return (request, options) =>
      new Promise((resolve, reject) => {
        new UnaryCall(this.#core, target, request, options, resolve, reject).start()
      })
  }

  /** The call begins when its responses are first asked for. */
  #streaming(target: Target): Call {
    return (requests, options) => ({
      [Symbol.asyncIterator]: () =>
        new StreamCall(this.#core, target, requests as AsyncIterable<unknown>, options).start(),
    })
  }
}

const noOptions: CallOptions = Object.freeze({})

async function* one<T>(value: T): AsyncGenerator<T> {
  yield value
}
