import type { Registry } from '@micro/core'
import { consul } from '@micro/registry-consul'
import { etcd } from '@micro/registry-etcd'
import { serviceRegistry } from '@micro/registry-service'

export const kinds = ['service', 'consul', 'etcd'] as const
export type Kind = (typeof kinds)[number]

/** A client of the registry there. */
export function registryAt(kind: Kind, address: string): Registry {
  return { service: serviceRegistry, consul, etcd }[kind]({ address })
}
