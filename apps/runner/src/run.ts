import type { Console } from './console/console.ts'
import type { Fleet } from './supervisor/fleet.ts'
import type { KeeperEvent } from './supervisor/keeper.ts'

/** Runs a fleet until it is told to stop; the process may then exit with the code it resolves to. */
export interface Session {
  readonly fleet: Fleet
  readonly console: Console
  /** Everything serves. */
  readonly onReady: () => void
  /** Calls back for each wish to end it: the first is gentle, the second is not. */
  readonly onStop: (stop: (reason: string) => void) => void
}

export async function run({ fleet, console, onReady, onStop }: Session): Promise<number> {
  const asked = Promise.withResolvers<void>()
  let wishes = 0
  onStop((reason) => {
    wishes++
    if (wishes === 1) {
      console.progress(`${reason}: stopping; once more ends it at once`)
      asked.resolve()
      void fleet.stop()
    } else if (wishes === 2) {
      console.progress(`${reason}: ending at once`, 'trouble')
      fleet.kill()
    }
  })
  let code = 0
  try {
    await fleet.start()
    onReady()
    await asked.promise
  } catch (error) {
    if (wishes === 0) {
      console.progress(`renting cannot start. ${error instanceof Error ? error.message : String(error)}`, 'trouble')
      code = 1
    }
  }
  const since = performance.now()
  await fleet.stop()
  if (code === 0) console.progress(`stopped in ${((performance.now() - since) / 1000).toFixed(1)} s`)
  return wishes > 1 ? 130 : code
}

/** What the keepers of the fleet have to say. */
export function describeEvent(event: KeeperEvent): string {
  switch (event.type) {
    case 'died':
      return `${event.unit} ${event.reason}; starting it again in ${(event.retryIn / 1000).toFixed(1)} s`
    case 'restarted':
      return `${event.unit} serves again`
    case 'killed':
      return `${event.unit} did not stop in time and was killed`
  }
}
