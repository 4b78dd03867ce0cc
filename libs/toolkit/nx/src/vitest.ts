/** For tests that change the repository: a copy of it, its commands, and its platform. */
export { Copy } from '../test/copy.ts'
export { Platform } from '../test/platform.ts'
export { nx, quiet, run } from '../test/run.ts'
