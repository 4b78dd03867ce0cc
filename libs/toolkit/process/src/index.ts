/**
 * Programs that are not ours, as children of this process.
 *
 * @module
 */
export { follow } from './follow.ts'
export { type Account, type Guarded, type GuardOptions, guard } from './guard.ts'
export { freePort, freePorts } from './ports.ts'
