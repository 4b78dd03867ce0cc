import type { BrokerSubscribeOptions, EventType, Service } from '@micro/core'
import type { TProperties } from 'typebox'
import type { DomainClock } from '../clock/domain-clock.ts'
import type { PlatformSettings } from '../config.ts'
import type { Database, PrismaOptions } from '../database/database.ts'
import type { PrismaClientLike, Sql } from '../database/sql.ts'
import type { Effect } from '../events/inbox.ts'
import type { Logger } from '../log/logger.ts'
import type { Settings } from '../settings.ts'
import type { RepeatOptions } from './repeating.ts'

/** What a service is built of. */
export interface Parts<P extends TProperties> {
  /** The framework's: `handle`, `subscribe`, `client`. It starts when `build` has returned. */
  readonly service: Service
  /** The platform's settings and the service's own, by the names of their variables. */
  readonly settings: PlatformSettings & Settings<P>
  readonly log: Logger
  /** The domain's time. In a service with a database, the same in all instances. */
  readonly clock: DomainClock
  /** Says where this service is to be found from outside: `announce('http', 'http://127.0.0.1:8080')`. */
  announce(name: string, url: string): void
}

/** What a service with a database is built of. */
export interface DatabaseParts<P extends TProperties, C extends PrismaClientLike> extends Parts<P> {
  /** With all migrations applied; closed when the service has stopped. */
  readonly database: Database<C>
  /**
   * Has each event its effect once, however often it is delivered: effect and inbox mark in one transaction. Events of
   * one key come one after another. Those that fail come again for some twenty minutes and are then dead letters.
   */
  consume<T>(event: EventType<T>, effect: Effect<T, C>, options?: BrokerSubscribeOptions): void
  /** As `consume`, without Prisma: for events of which there are as many as requests. */
  consumePlain<T>(event: EventType<T>, effect: Effect<T, Sql>, options?: BrokerSubscribeOptions): void
  /**
   * Runs `work` again and again from the start to the stop of the service, in each instance: see `Repeating`. It says how
   * much it did, and is run again at once after some. What fails is tried again later, and said once.
   */
  repeat(name: string, work: () => Promise<number>, options?: RepeatOptions): void
}

/** What is the same in all services, and what is not: a service says the latter, once, here. */
export interface Definition<P extends TProperties> {
  /** What others find it by, and its queue at the broker: `renting.order`. */
  readonly name: string
  readonly version: string
  /** Variables of its own. @default none */
  readonly settings?: P
}

export interface PlainDefinition<P extends TProperties> extends Definition<P> {
  readonly build: (parts: Parts<P>) => void | Promise<void>
}

export interface DatabaseDefinition<P extends TProperties, C extends PrismaClientLike> extends Definition<P> {
  readonly database: {
    /** `new URL('../prisma/migrations/', import.meta.url)`. The platform's own come first. */
    readonly migrations: URL
    /** `(options) => new PrismaClient(options)` */
    readonly client: (options: PrismaOptions) => C
  }
  readonly build: (parts: DatabaseParts<P, C>) => void | Promise<void>
}
