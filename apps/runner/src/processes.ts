import type { Console } from './console/console.ts'
import { type Surroundings, serviceEnvironment } from './environment.ts'
import type { Directory } from './registry.ts'
import type { ServiceSpec } from './services.ts'
import { childProcess } from './supervisor/child.ts'
import type { Stage } from './supervisor/fleet.ts'
import type { Unit } from './supervisor/unit.ts'

export interface Processes extends Surroundings {
  readonly services: readonly ServiceSpec[]
  readonly registry: Directory
  readonly console: Console
  /** Hears where a service serves. */
  readonly onAddress: (service: string, addresses: Readonly<Record<string, string>>) => void
}

// Small services: a young generation of 4 MB instead of 16 keeps the garbage of a burst from staying.
const nodeFlags = ['--max-semi-space-size=4', '--disable-warning=ExperimentalWarning']

/** Services as processes, in the order in which they need each other. The graces together stay below five seconds. */
export function processStages(all: Processes): readonly Stage[] {
  const { services, postgres, registry, console } = all
  const units = (front: boolean) =>
    services.filter((spec) => (spec.front ?? false) === front).map((spec) => serviceUnit(spec, all))
  return [
    {
      units: [postgres],
      grace: 1400,
      onReady: () => console.progress(`PostgreSQL serves on 127.0.0.1:${postgres.port}`),
    },
    { units: registry.units, grace: 300, onReady: () => console.progress(registry.status) },
    { units: units(false), grace: 1600 },
    { units: units(true), grace: 1300 },
  ]
}

function serviceUnit(spec: ServiceSpec, { console, onAddress, registry, ...surroundings }: Processes): Unit {
  return childProcess({
    name: spec.name,
    script: spec.script,
    nodeFlags,
    env: () => ({
      ...serviceEnvironment(spec, surroundings),
      ...registry.environment,
      MICRO_TRANSPORT: 'tcp',
    }),
    onLine: (line) => console.line(spec.name, line),
    onReady: (addresses) => {
      console.progress(`${spec.name} serves`)
      onAddress(spec.name, addresses)
    },
  })
}
