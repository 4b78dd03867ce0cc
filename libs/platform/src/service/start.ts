import { type Broker, type BrokerSubscribeOptions, type EventType, type Registry, Service } from '@micro/core'
import type { TProperties } from 'typebox'
import { ClockService } from '../../gen/renting/platform/v1/clock.js'
import { clockService } from '../clock/clock-service.ts'
import { DomainClock } from '../clock/domain-clock.ts'
import { SharedClock } from '../clock/shared-clock.ts'
import { type PlatformSettings, readConfig } from '../config.ts'
import { openDatabase } from '../database/database.ts'
import type { PrismaClientLike, Sql, Transactions } from '../database/sql.ts'
import { CatchUp, type Consumed, catchUp, tellAgain } from '../events/catch-up.ts'
import { type Effect, handled } from '../events/inbox.ts'
import { Relay } from '../events/relay.ts'
import { relayed } from '../events/relayed.ts'
import { frameworkLog } from '../log/framework.ts'
import { createLogger } from '../log/logger.ts'
import { migrate, platformMigrations } from '../migrations/migrate.ts'
import type { Settings } from '../settings.ts'
import { standardWrappers } from '../wrappers/index.ts'
import type { RunningService, StartOptions } from './define.ts'
import type { DatabaseDefinition, DatabaseParts, Definition, Parts, PlainDefinition } from './parts.ts'
import { type Choice, makeBroker, makeRegistry, makeTransport } from './plugins.ts'
import { Repeating } from './repeating.ts'

/** Milliseconds for work under way when the service stops; the whole platform is to be gone within 5 s. */
const drainTimeout = 3_000
/** Milliseconds after which a service that died is forgotten; callers turn from it at the first failed call. */
const registerTtl = 15_000
const registerInterval = 5_000
/** With a minute between them at most: about twenty minutes before an event is dead. */
const retry = { attempts: 30 }

export async function startPlain<P extends TProperties>(
  definition: PlainDefinition<P>,
  options: StartOptions,
): Promise<RunningService> {
  const base = layBase(definition, options, false)
  const service = makeService(definition, base, await makeRegistry(base), makeBroker(base))
  const addresses: Record<string, string> = {}
  await definition.build(partsOf(base, service, addresses))
  await service.start()
  return { service, addresses, stop: () => service.stop() }
}

export async function startWithDatabase<P extends TProperties, C extends PrismaClientLike>(
  definition: DatabaseDefinition<P, C>,
  options: StartOptions,
): Promise<RunningService> {
  const { name } = definition
  const base = layBase(definition, options, true)
  const { settings, log, clock } = base
  const url = settings.DATABASE_URL!
  await migrate({ url, folders: [platformMigrations, definition.database.migrations], log })
  const { client } = definition.database
  const database = openDatabase<C>({ url, name, log, max: settings.DATABASE_POOL, client })
  try {
    const broker = makeBroker(base)
    const relay = new Relay({ url, name, broker, log })
    const consumed: Consumed[] = []
    const service = makeService(definition, base, await makeRegistry(base), relayed(broker, relay))
    // Published from the moment on that this service hears who wants to catch up.
    service.subscribe(CatchUp, handled(database.plain, name, tellAgain), { queue: name, retry })
    if (settings.NODE_ENV !== 'production') shareClock(service, new SharedClock({ database, name, clock, log }))
    service.on('afterStart', () => relay.start())
    service.on('afterStart', () => catchUp(database.plain, consumed))
    service.on('afterStop', () => database.close())
    const addresses: Record<string, string> = {}
    const consumeBy =
      <D extends Sql>(transactions: Transactions<D>) =>
      <T>(event: EventType<T>, effect: Effect<T, D>, { queue = name, ...rest }: BrokerSubscribeOptions = {}) => {
        const ordered = event.key !== undefined && broker.capabilities.ordered
        service.subscribe(event, handled(transactions, queue, effect), { queue, ordered, retry, ...rest })
        consumed.push({ queue, topic: event.topic })
      }
    const repeat: DatabaseParts<P, C>['repeat'] = (what, work, repeatOptions) => {
      const repeating = new Repeating({ name: what, work, clock, log, ...repeatOptions })
      service.on('afterStart', () => repeating.start())
      service.on('beforeStop', () => repeating.stop())
    }
    const consume = consumeBy<C>(database)
    const consumePlain = consumeBy<Sql>(database.plain)
    await definition.build({ ...partsOf(base, service, addresses), database, consume, consumePlain, repeat })
    await service.start()
    return { service, addresses, stop: () => service.stop() }
  } catch (error) {
    await database.close()
    throw error
  }
}

/** Developers may move the domain's time, of all instances at once. */
function shareClock(service: Service, clock: SharedClock): void {
  service.handle(ClockService, clockService(clock))
  service.on('beforeStart', () => clock.start())
  service.on('afterStop', () => clock.stop())
}

/** What all that follows stands on. */
interface Base<P extends TProperties> extends Choice {
  readonly settings: PlatformSettings & Settings<P>
  readonly clock: DomainClock
}

function layBase<P extends TProperties>(definition: Definition<P>, options: StartOptions, database: boolean): Base<P> {
  const { environment = process.env, shared = {}, clock = new DomainClock() } = options
  const own = definition.settings ?? ({} as P)
  const settings = readConfig(environment, own, { database, broker: shared.broker === undefined })
  const { LOG_LEVEL: level, LOG_FORMAT: format } = settings
  const { name } = definition
  return { name, environment, settings, log: options.log ?? createLogger({ name, level, format }), clock, shared }
}

function makeService(
  { name, version }: Definition<TProperties>,
  base: Choice,
  registry: Registry,
  broker: Broker,
): Service {
  const { settings, log } = base
  return new Service({
    name,
    version,
    broker,
    registry,
    transport: makeTransport(base),
    wrappers: standardWrappers(log),
    address: settings.MICRO_SERVER_ADDRESS,
    registerTtl,
    registerInterval,
    drainTimeout,
    log: frameworkLog(log),
  })
}

function partsOf<P extends TProperties>(base: Base<P>, service: Service, addresses: Record<string, string>): Parts<P> {
  const { settings, log, clock } = base
  return {
    service,
    settings,
    log,
    clock,
    announce: (name, url) => {
      addresses[name] = url
    },
  }
}
