import { randomUUID } from 'node:crypto'
import { memoryBroker } from './broker/memory.ts'
import type { Broker, BrokerSubscribeOptions } from './broker.ts'
import { RpcClient } from './client/rpc.ts'
import type { Client, PublishOptions } from './client.ts'
import { type Clock, sleep, systemClock } from './clock.ts'
import { json } from './codec/json.ts'
import { protobuf } from './codec/protobuf.ts'
import type { Codec } from './codec.ts'
import type { EventType, ServiceDescription } from './description.ts'
import { errors } from './errors.ts'
import { type Log, stderrLog } from './log.ts'
import { memoryRegistry } from './registry/memory.ts'
import { speaking } from './registry/speaking.ts'
import type { Node, Registry } from './registry.ts'
import { createSelector } from './selector/create.ts'
import type { Selector } from './selector.ts'
import { Router } from './server/router.ts'
import { RpcServer } from './server/rpc.ts'
import type { Server } from './server.ts'
import { Debug, debugHandler } from './service/debug.ts'
import type { ServiceOptions } from './service/options.ts'
import { nodeOf, recordOf } from './service/record.ts'
import { Registration } from './service/registration.ts'
import { type EventHandler, Subscriber } from './service/subscriber.ts'
import { tcp } from './transport/tcp/index.ts'
import { ordered, type Receive, type Wrapper } from './wrapper.ts'

/** Milliseconds. */
const disconnectTimeout = 2000

/** What a service is doing. */
export type ServiceState = 'new' | 'starting' | 'ok' | 'stopping' | 'stopped'

/** When a hook runs. */
export type Moment = 'beforeStart' | 'afterStart' | 'beforeStop' | 'afterStop'
export type Hook = () => void | Promise<void>

/**
 * Service: a server, a client and what they stand on, under one name. The way in to the framework.
 *
 * Stopping keeps an order, so that nothing is lost: out of the registry; no new events; peers told to go elsewhere,
 * and calls that reached this service answered; then the connections, the broker and the registry close.
 */
export class Service {
  readonly name: string
  readonly version: string
  readonly id: string
  /** Calls and publishes without types, for tools; `client` and `publish` are what services use. */
  readonly rpc: Client
  readonly broker: Broker
  readonly registry: Registry
  readonly log: Log
  readonly #options: ServiceOptions
  readonly #clock: Clock
  readonly #codecs: readonly Codec[]
  readonly #wrappers: readonly Wrapper[]
  readonly #selector: Selector
  readonly #router: Router
  readonly #servers: readonly Server[]
  readonly #subscribers: Subscriber[] = []
  readonly #hooks: Record<Moment, Hook[]>
  #registration: Registration | undefined
  #state: ServiceState = 'new'
  #stopping: Promise<void> | undefined
  #connected = false
  /** What is opened from now on, by a start that was slow, closes itself. */
  #closing = false
  #interrupted: unknown
  #nodes: readonly Node[] = []

  constructor(options: ServiceOptions) {
    const { name, transport = tcp(), clock = systemClock, codecs = [protobuf, json] } = options
    if (!/^[\w.-]{1,255}$/.test(name)) {
      throw errors.badRequest('micro.service', `not a service name: ${JSON.stringify(name)} (letters, digits, . _ -)`)
    }
    this.#options = options
    this.#clock = clock
    this.#codecs = codecs
    this.#wrappers = ordered(options.wrappers ?? [])
    this.name = name
    this.version = options.version ?? 'latest'
    this.id = options.id ?? randomUUID()
    this.log = options.log ?? stderrLog
    this.registry = options.registry ?? memoryRegistry({ clock })
    this.broker = options.broker ?? memoryBroker({ clock })
    const server = new RpcServer({
      ...options,
      transport,
      onFault: (error, call) =>
        this.log.error({ error, endpoint: call.endpoint, trace: call.trace?.traceId }, 'handler fault'),
    })
    this.#servers = [server, ...(options.servers ?? [])]
    const readable = speaking(this.registry, server.protocol, transport.name)
    this.#selector = options.selector ?? createSelector({ registry: readable, strategy: options.strategy, clock })
    this.rpc = new RpcClient({
      ...options,
      name,
      transport,
      selector: this.#selector,
      broker: this.broker,
      codecs,
      clock,
    })
    this.#router = new Router(name, this.#wrappers)
    this.#router.handle(
      Debug,
      debugHandler(this.#router, clock, () => this.#state),
      { internal: true },
    )
    this.#hooks = { beforeStart: [], afterStart: [], beforeStop: [], afterStop: [] }
  }

  /** `ok` from when all is answered and registered until the stop begins. */
  get state(): ServiceState {
    return this.#state
  }

  /** Its nodes in the registry, one per server; empty before the start. */
  get nodes(): readonly Node[] {
    return this.#nodes
  }

  /** Answers a contract's methods. Before `start`. @throws MicroError where a method is missing or taken */
  handle<H>(description: ServiceDescription<unknown, H>, handler: NoInfer<H>): this {
    this.#mustBeNew('handle')
    this.#router.handle(description, handler)
    return this
  }

  /** Handles events. Before `start`. */
  subscribe<T>(event: EventType<T>, handler: EventHandler<T>, options: BrokerSubscribeOptions = {}): this {
    this.#mustBeNew('subscribe')
    const subscriber = new Subscriber(event as EventType, handler as Receive, options, {
      broker: this.broker,
      codecs: this.#codecs,
      clock: this.#clock,
      wrappers: this.#wrappers,
    })
    this.#subscribers.push(subscriber)
    return this
  }

  /** A typed client of another service. @param name where it is registered, @default as its description says */
  client<C>(description: ServiceDescription<C, unknown>, name?: string): C {
    return this.rpc.client(description, name)
  }

  /** Publishes an event. Resolves once the broker has it. */
  publish<T>(event: EventType<T>, message: T, options?: PublishOptions): Promise<void> {
    return this.rpc.publish(event, message, options)
  }

  /** Runs `hook` at that moment, in the order in which hooks were added. */
  on(moment: Moment, hook: Hook): this {
    this.#hooks[moment].push(hook)
    return this
  }

  /**
   * Resolves when calls are answered, events handled and the registry knows.
   * @throws what kept it from starting; MicroError 499 when it was stopped meanwhile
   */
  async start(): Promise<void> {
    this.#mustBeNew('start')
    this.#state = 'starting'
    try {
      await this.#step(this.#run('beforeStart'))
      await this.#step(this.#connect())
      this.#nodes = await this.#step(Promise.all(this.#servers.map((server, index) => this.#listen(server, index))))
      await this.#step(Promise.all(this.#subscribers.map((subscriber) => subscriber.start())))
      await this.#step(this.#register())
      await this.#step(this.#run('afterStart'))
      this.#state = 'ok'
    } catch (error) {
      await this.stop()
      throw error
    }
  }

  /** Stops in order; resolves when nothing of the service is left. May be called at any time, also more than once. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop()
    return this.#stopping
  }

  /** Starts, serves until SIGTERM, SIGINT or `stop`, and stops. */
  async run(): Promise<void> {
    const stop = () => void this.stop()
    const signals = ['SIGTERM', 'SIGINT'] as const
    for (const signal of signals) process.once(signal, stop)
    const stopped = new Promise<void>((resolve) => this.on('afterStop', resolve))
    try {
      await this.start()
      await stopped
      await this.#stopping
    } catch (error) {
      if (error !== this.#interrupted) throw error
    } finally {
      for (const signal of signals) process.off(signal, stop)
    }
  }

  /** A part of the start: what comes after it is left out when the service is to stop. */
  async #step<T>(work: Promise<T>): Promise<T> {
    const result = await work
    if (this.#state === 'starting') return result
    this.#interrupted = errors.canceled('micro.service', `${this.name} was stopped while it started`, { stack: false })
    throw this.#interrupted
  }

  async #connect(): Promise<void> {
    await this.broker.connect()
    if (this.#closing) await this.broker.disconnect()
    else this.#connected = true
  }

  async #listen(server: Server, index: number): Promise<Node> {
    const { address } = await server.start({
      service: this.name,
      router: this.#router,
      codecs: this.#codecs,
      clock: this.#clock,
    })
    if (this.#closing) await server.stop()
    return nodeOf(this, server, index, address, this.#options)
  }

  async #register(): Promise<void> {
    const { registerTtl = 90_000, registerInterval = 30_000, registerCheck = async () => true } = this.#options
    const record = recordOf(this, this.#router, this.#subscribers)
    this.#registration = new Registration({
      registry: this.registry,
      record,
      ttl: registerTtl,
      interval: registerInterval,
      clock: this.#clock,
      log: this.log,
      check: registerCheck,
    })
    await this.#registration.start()
  }

  async #stop(): Promise<void> {
    if (this.#state === 'new') this.#state = 'stopped'
    if (this.#state === 'stopped') return
    this.#state = 'stopping'
    const steps: readonly (() => unknown)[] = [
      () => this.#run('beforeStop'),
      () => this.#registration?.stop(),
      () => this.#drain(),
      () => {
        this.#closing = true
      },
      () => Promise.all(this.#servers.map((server) => server.stop())),
      // Others may share it: who has not connected it does not take it from them.
      () => (this.#connected ? this.#disconnect() : undefined),
      () => this.rpc.close(),
      () => this.#selector.close(),
      () => this.registry.close(),
      () => this.#run('afterStop'),
    ]
    for (const step of steps) {
      try {
        await step()
      } catch (error) {
        // What can't be closed in order must not keep the rest from closing.
        this.log.error({ error }, 'failure while stopping')
      }
    }
    this.#state = 'stopped'
  }

  /** Events and calls that are under way end; new ones go to other instances. */
  async #drain(): Promise<void> {
    const { drainTimeout = 10_000 } = this.#options
    const limit = new AbortController()
    const timer = this.#clock.after(drainTimeout, () => limit.abort())
    const paused = Promise.all(this.#subscribers.map((subscriber) => subscriber.stop())).then(() => true)
    const aborted = new Promise<boolean>((resolve) => limit.signal.addEventListener('abort', () => resolve(false)))
    const drained = [Promise.race([paused, aborted]), ...this.#servers.map((server) => server.drain(limit.signal))]
    const done = await Promise.all(drained)
    timer.cancel()
    if (done.includes(false)) this.log.warn({ drainTimeout }, 'stopping with work under way: it took too long')
  }

  /** A broker waits for handlers that run. Those that had their time already are not waited for again. */
  async #disconnect(): Promise<void> {
    const late = new AbortController()
    const disconnected = this.broker.disconnect().finally(() => late.abort())
    await Promise.race([disconnected, sleep(this.#clock, disconnectTimeout, late.signal)])
  }

  async #run(moment: Moment): Promise<void> {
    for (const hook of this.#hooks[moment]) await hook()
  }

  #mustBeNew(verb: string): void {
    if (this.#state !== 'new')
      throw errors.conflict('micro.service', `${verb} comes before start; it is ${this.#state}`)
  }
}
