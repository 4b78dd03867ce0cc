/**
 * Real servers for tests, each in a folder and on ports of its own. They end with this process, however it ends.
 *
 * @module
 */
export { type ConsulOptions, ConsulServer } from './consul.ts'
export { type EtcdOptions, EtcdServer } from './etcd.ts'
export { binFolder, findServer, MissingServer } from './find.ts'
export type { Server } from './server.ts'
