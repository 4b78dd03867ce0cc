export { etcdFromEnvironment } from './environment.ts'
export { etcd } from './etcd.ts'
export type { EtcdOptions, EtcdTls } from './options.ts'
