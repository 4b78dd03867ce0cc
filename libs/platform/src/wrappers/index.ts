import type { Wrapper } from '@micro/core'
import { current } from '../current.ts'
import type { Logger } from '../log/logger.ts'
import { logging } from './logging.ts'
import { refusals } from './refusals.ts'

/**
 * What stands around every handler and subscriber of the platform, outermost first. Trace context, deadlines and the
 * counts and latencies behind `Debug.Stats` are the framework's own and need no wrapper.
 */
export function standardWrappers(log: Logger): readonly Wrapper[] {
  return [
    current(), // trace: lines and events of the handler belong to its request
    logging(log), // log: what goes out, refusals included
    refusals(), // custom, next to the handler: the domain's refusals become errors that travel
  ]
}
