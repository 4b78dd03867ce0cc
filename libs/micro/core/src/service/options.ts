import type { Broker } from '../broker.ts'
import type { Clock } from '../clock.ts'
import type { Codec } from '../codec.ts'
import type { Log } from '../log.ts'
import type { Registry } from '../registry.ts'
import type { Selector, Strategy } from '../selector.ts'
import type { AdmissionOptions } from '../server/admission.ts'
import type { Server } from '../server.ts'
import type { Transport } from '../transport.ts'
import type { Wrapper } from '../wrapper.ts'

/** What it takes to make a service; only the name has no default. A plugin given here is the service's own to close. */
export interface ServiceOptions extends AdmissionOptions {
  /** The name others find it by: `renting.house`. */
  readonly name: string
  /** @default latest */
  readonly version?: string
  /** Unique among its instances. @default a random UUID */
  readonly id?: string
  /** Said in the registry, beside what the framework says there. */
  readonly metadata?: Readonly<Record<string, string>>
  /** @default memoryRegistry(): nobody outside finds this service */
  readonly registry?: Registry
  /** @default tcp() */
  readonly transport?: Transport
  /** @default memoryBroker(): events stay inside */
  readonly broker?: Broker
  /** How nodes are chosen. @default p2c() */
  readonly strategy?: Strategy
  /** In place of the framework's own, which chooses by `strategy`. */
  readonly selector?: Selector
  /** The first is what this service calls others with. @default protobuf, json */
  readonly codecs?: readonly Codec[]
  /** In any order: their slots order them. @default none */
  readonly wrappers?: readonly Wrapper[]
  /** Further servers over the same handlers, each on a wire of its own. @default none */
  readonly servers?: readonly Server[]
  /** Where to listen: `host:port`. @default 127.0.0.1:0, any free port */
  readonly address?: string
  /** What others dial, where that is not where this listens. */
  readonly advertise?: string
  /** Milliseconds. @default 90000 */
  readonly registerTtl?: number
  /** Milliseconds. @default 30000 */
  readonly registerInterval?: number
  /** Asked before each registration: while it answers false the service is not in the registry. */
  readonly registerCheck?: () => Promise<boolean>
  /** Milliseconds for a call where it says nothing else. @default 5000 */
  readonly timeout?: number
  /** Further attempts of idempotent calls. @default 1 */
  readonly retries?: number
  /** Metadata that goes on from hop to hop. @default x-request-id */
  readonly forward?: readonly string[]
  /** Bytes, either way. @default 4 MiB */
  readonly maxMessage?: number
  /** Milliseconds that work under way gets to end when the service stops. @default 10000 */
  readonly drainTimeout?: number
  /** @default systemClock */
  readonly clock?: Clock
  /** @default warnings and errors to stderr */
  readonly log?: Log
}
