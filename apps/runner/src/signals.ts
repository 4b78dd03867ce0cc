import { watchLauncher } from './launcher.ts'
import type { Session } from './run.ts'

/** What ends the runner: Ctrl-C, SIGTERM, a closed terminal, the end of npm, a reader of its output that went away. */
export const stopOnSignals: Session['onStop'] = (stop) => {
  let asked = false
  const ask = (reason: string) => {
    asked = true
    stop(reason)
  }
  // A person may ask twice, for a hurried end; circumstances only once, and not after a person.
  const circumstance = (reason: string) => {
    if (!asked) ask(reason)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => ask(signal))
  for (const output of [process.stdout, process.stderr]) {
    output.on('error', () => circumstance('nobody reads the output'))
  }
  watchLauncher(process.env, () => circumstance('npm has ended'))
}
