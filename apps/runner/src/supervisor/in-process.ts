import type { Run, Unit } from './unit.ts'

/** Something inside this process that has been started. */
export interface Started {
  stop(): Promise<void>
}

/**
 * A unit that is a server inside this process. It ends when it is stopped; killing it just stops waiting, since nothing
 * inside a process can be ended against its will.
 */
export function inProcess(name: string, begin: () => Promise<Started>): Unit {
  return {
    name,
    start: (): Run => {
      const ended = Promise.withResolvers<string>()
      const starting = begin()
      const end = () => starting.then((started) => started.stop())
      starting.catch((error: Error) => ended.resolve(error.message))
      return {
        ready: starting.then(() => {}),
        ended: ended.promise,
        stop: () => {
          end().then(
            () => ended.resolve('stopped'),
            (error: Error) => ended.resolve(error.message),
          )
        },
        kill: () => ended.resolve('killed'),
      }
    },
  }
}
