import { postgres } from '@micro/broker-postgres'
import { type Broker, MicroError, memoryBroker, memoryTransport, type Registry, type Transport, tcp } from '@micro/core'
import type { PlatformSettings } from '../config.ts'
import { StartError } from '../errors.ts'
import { frameworkLog } from '../log/framework.ts'
import type { Logger } from '../log/logger.ts'
import type { Environment } from '../settings.ts'
import { registries } from './registries.ts'

/**
 * What services in one process have in common, in place of what the environment says. Registry and broker are made for
 * each, over one store, since each service closes its own.
 */
export interface Shared {
  readonly transport?: Transport
  readonly registry?: () => Registry
  readonly broker?: () => Broker
}

/** What plugins are chosen by. */
export interface Choice {
  readonly name: string
  readonly environment: Environment
  readonly settings: PlatformSettings
  readonly shared: Shared
  readonly log: Logger
}

export function makeTransport({ settings, shared }: Choice): Transport {
  return shared.transport ?? { tcp, memory: memoryTransport }[settings.MICRO_TRANSPORT]()
}

/** @throws StartError for an environment that says it wrong */
export async function makeRegistry({ environment, settings, shared, log }: Choice): Promise<Registry> {
  if (shared.registry !== undefined) return shared.registry()
  const { MICRO_REGISTRY: name } = settings
  try {
    return await registries[name](environment, frameworkLog(log))
  } catch (error) {
    if (!(error instanceof MicroError)) throw error
    throw new StartError(`the registry ${name} can't be used: ${error.detail}`, { cause: error })
  }
}

export function makeBroker({ name, settings, shared, log }: Choice): Broker {
  if (shared.broker !== undefined) return shared.broker()
  if (settings.MICRO_BROKER === 'memory') return memoryBroker()
  return postgres({
    url: settings.MICRO_BROKER_ADDRESS!,
    connection: { application_name: `${name} broker` },
    onError: (err) => log.warn({ err }, 'the broker has lost something'),
  })
}
