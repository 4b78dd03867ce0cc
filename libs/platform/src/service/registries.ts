import { type Log, memoryRegistry, type Registry } from '@micro/core'
import type { Environment } from '../settings.ts'

/** A registry as the environment says it. @throws MicroError 400 for what can't be read of it */
type MakeRegistry = (env: Environment, log: Log) => Registry | Promise<Registry>

/** By the names of `MICRO_REGISTRY`. Each is loaded when it is chosen: a service has no use for the others' libraries. */
export const registries = {
  memory: () => memoryRegistry(),
  async service(env, log) {
    const { serviceFromEnvironment, serviceRegistry } = await import('@micro/registry-service')
    return serviceRegistry({ ...serviceFromEnvironment(env), log })
  },
  async consul(env, log) {
    const { consul, consulFromEnvironment } = await import('@micro/registry-consul')
    return consul({ ...consulFromEnvironment(env), log })
  },
  async etcd(env, log) {
    const { etcd, etcdFromEnvironment } = await import('@micro/registry-etcd')
    return etcd({ ...etcdFromEnvironment(env), log })
  },
  async static(env) {
    const { parseServices, staticRegistry } = await import('@micro/registry-static')
    return staticRegistry({ services: parseServices(env.MICRO_REGISTRY_ADDRESS ?? '') })
  },
} satisfies Record<string, MakeRegistry>

export const registryNames = Object.keys(registries) as (keyof typeof registries)[]
