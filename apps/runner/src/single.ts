import { memoryRegistry, memoryTransport, RegistryStore } from '@micro/core'
import { createLogger, platformSettings, readSettings } from '@renting/platform'
import { serviceEnvironment } from './environment.ts'
import type { Processes } from './processes.ts'
import type { ServiceSpec } from './services.ts'
import type { Stage } from './supervisor/fleet.ts'
import { inProcess } from './supervisor/in-process.ts'
import type { Unit } from './supervisor/unit.ts'

/** The same services inside this process: they meet in memory, their data and events are where they are otherwise. */
export function singleStages({ services, postgres, console, onAddress, ...all }: Omit<Processes, 'registry'>): Stage[] {
  const shared = { transport: memoryTransport(), registry: registryOfAll() }
  const { LOG_LEVEL: level } = readSettings({ LOG_LEVEL: platformSettings.LOG_LEVEL }, all.env)
  const unit = (spec: ServiceSpec): Unit =>
    inProcess(spec.name, async () => {
      const service = await spec.load()
      const log = createLogger({
        name: service.name,
        level,
        format: 'pretty',
        destination: { write: (text) => lines(text, (line) => console.line(spec.name, line)) },
      })
      const environment = serviceEnvironment(spec, { ...all, postgres })
      const running = await service.start({ environment, shared, log })
      console.progress(`${spec.name} serves`)
      onAddress(spec.name, running.addresses)
      return running
    })
  const inFront = (front: boolean) => services.filter((spec) => (spec.front ?? false) === front).map(unit)
  return [
    {
      units: [postgres],
      grace: 1400,
      onReady: () => console.progress(`PostgreSQL serves on 127.0.0.1:${postgres.port}`),
    },
    { units: inFront(false), grace: 1900 },
    { units: inFront(true), grace: 1300 },
  ]
}

function registryOfAll() {
  const store = new RegistryStore()
  return () => memoryRegistry({ store })
}

function lines(text: string, each: (line: string) => void): void {
  for (const line of text.trimEnd().split('\n')) each(line)
}
