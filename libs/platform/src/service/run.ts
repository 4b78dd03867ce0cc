import { MicroError } from '@micro/core'
import { StartError } from '../errors.ts'
import { createLogger } from '../log/logger.ts'
import { reportReady, stopWithParent } from '../parent.ts'
import type { PlatformService, RunningService } from './define.ts'

/**
 * Runs a service as this process: until SIGTERM, Ctrl-C or the end of its runner, then stops it in order. All a
 * `main.ts` has to do.
 *
 * What is wrong with the environment ends it with code 2, a line for each thing; what else keeps it from starting, with
 * code 1. A promise that nobody handles or a throw outside any call ends it too, with code 1: after that nobody knows
 * what state it is in, and whoever runs it starts it anew.
 */
export async function runService(service: PlatformService): Promise<void> {
  let running: RunningService | undefined
  // Before the environment is checked, and for what is wrong with it too.
  const log = createLogger({ name: service.name, format: process.env.LOG_FORMAT === 'pretty' ? 'pretty' : 'json' })
  process.on('uncaughtException', (err, origin) => {
    log.fatal({ err, origin }, 'nobody handles this: the process ends')
    process.exit(1)
  })
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      // Before it serves there is nothing to end in order: migrations are whole or not at all.
      if (running === undefined) process.exit(0)
      void running.stop().then(() => {
        // All is closed, so the process ends by itself; what does not let it is a defect, and must not hold up others.
        setTimeout(() => {
          log.warn('something keeps the process from ending')
          process.exit(0)
        }, 500).unref()
      })
    })
  }
  stopWithParent()
  try {
    running = await service.start()
  } catch (error) {
    // Both say in a sentence what is the matter; whoever reads it is helped by no stack.
    if (!(error instanceof StartError || error instanceof MicroError)) {
      log.fatal({ err: error }, 'the service cannot start')
      process.exit(1)
    }
    for (const line of error.message.split('\n')) process.stderr.write(`${service.name}: ${line}\n`)
    process.exit(error instanceof StartError ? error.exitCode : 1)
  }
  reportReady(running.addresses)
}
