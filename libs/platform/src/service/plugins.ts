import { postgres } from '@micro/broker-postgres'
import {
  type Broker,
  memoryBroker,
  memoryRegistry,
  memoryTransport,
  type Registry,
  type Transport,
  tcp,
} from '@micro/core'
import { serviceRegistry } from '@micro/registry-service'
import type { PlatformSettings } from '../config.ts'
import { frameworkLog } from '../log/framework.ts'
import type { Logger } from '../log/logger.ts'

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
  readonly settings: PlatformSettings
  readonly shared: Shared
  readonly log: Logger
}

export function makeTransport({ settings, shared }: Choice): Transport {
  return shared.transport ?? { tcp, memory: memoryTransport }[settings.MICRO_TRANSPORT]()
}

export function makeRegistry({ settings, shared, log }: Choice): Registry {
  if (shared.registry !== undefined) return shared.registry()
  if (settings.MICRO_REGISTRY === 'memory') return memoryRegistry()
  return serviceRegistry({ address: settings.MICRO_REGISTRY_ADDRESS, log: frameworkLog(log) })
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
