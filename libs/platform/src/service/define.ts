import type { Service } from '@micro/core'
import type { TProperties } from 'typebox'
import type { DomainClock } from '../clock/domain-clock.ts'
import type { PrismaClientLike } from '../database/sql.ts'
import type { Logger } from '../log/logger.ts'
import type { Environment } from '../settings.ts'
import type { DatabaseDefinition, PlainDefinition } from './parts.ts'
import type { Shared } from './plugins.ts'
import { startPlain, startWithDatabase } from './start.ts'

export interface StartOptions {
  /** @default process.env */
  readonly environment?: Environment
  /** In place of what the environment says, for services in one process. @default nothing */
  readonly shared?: Shared
  /** @default the system's */
  readonly clock?: DomainClock
  /** @default by LOG_LEVEL and LOG_FORMAT, to the standard output */
  readonly log?: Logger
}

export interface RunningService {
  readonly service: Service
  /** Where it is to be found from outside, by name. */
  readonly addresses: Readonly<Record<string, string>>
  /** Ends it in order: out of the registry, work under way done, relay ended, connections closed. */
  stop(): Promise<void>
}

/** A service as it can be started: by its own `main.ts`, or together with others in one process. */
export interface PlatformService {
  readonly name: string
  /**
   * Resolves when it serves: migrations applied, relay at work, the registry knows it.
   *
   * @throws SettingsError for what is wrong with the environment; StartError for what else keeps it from starting
   */
  start(options?: StartOptions): Promise<RunningService>
}

/**
 * Makes a service of what is its own: names, settings, database and `build`, which ties its rooms together. All else,
 * from configuration to shutdown, is the same for each and done here.
 */
export function defineService<
  P extends TProperties = Record<never, never>,
  C extends PrismaClientLike = PrismaClientLike,
>(definition: DatabaseDefinition<P, C>): PlatformService
export function defineService<P extends TProperties = Record<never, never>>(
  definition: PlainDefinition<P>,
): PlatformService
export function defineService<P extends TProperties, C extends PrismaClientLike>(
  definition: PlainDefinition<P> | DatabaseDefinition<P, C>,
): PlatformService {
  return {
    name: definition.name,
    start: (options = {}) =>
      'database' in definition ? startWithDatabase(definition, options) : startPlain(definition, options),
  }
}
