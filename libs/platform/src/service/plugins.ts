import {
  type Broker,
  memoryBroker,
  memoryRegistry,
  memoryTransport,
  type Registry,
  type Transport,
  tcp,
} from '@micro/core'
import type { PlatformSettings } from '../config.ts'

/**
 * What services in one process have in common, in place of what the environment says. Registry and broker are made for
 * each, over one store, since each service closes its own.
 */
export interface Shared {
  readonly transport?: Transport
  readonly registry?: () => Registry
  readonly broker?: () => Broker
}

export function makeTransport({ MICRO_TRANSPORT }: PlatformSettings, shared: Shared): Transport {
  return shared.transport ?? (MICRO_TRANSPORT === 'tcp' ? tcp() : memoryTransport())
}

export function makeRegistry(settings: PlatformSettings, shared: Shared): Registry {
  if (shared.registry !== undefined) return shared.registry()
  if (settings.MICRO_REGISTRY === 'memory') return memoryRegistry()
  throw new RangeError(`no registry ${settings.MICRO_REGISTRY}`)
}

export function makeBroker(settings: PlatformSettings, shared: Shared): Broker {
  if (shared.broker !== undefined) return shared.broker()
  if (settings.MICRO_BROKER === 'memory') return memoryBroker()
  throw new RangeError(`no broker ${settings.MICRO_BROKER}`)
}
