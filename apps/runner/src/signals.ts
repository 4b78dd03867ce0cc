import { watchLauncher } from './launcher.ts'
import type { Session } from './run.ts'

/** What ends the runner: Ctrl-C, SIGTERM, a closed terminal, the end of npm, a reader of its output that went away. */
export const stopOnSignals: Session['onStop'] = (stop) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop(signal))
  watchLauncher(process.env, () => stop('npm has ended'))
  let broken = false
  for (const output of [process.stdout, process.stderr]) {
    output.on('error', () => {
      // Each line that cannot be written says so; one of them is enough.
      if (!broken) stop('nobody reads the output')
      broken = true
    })
  }
}
