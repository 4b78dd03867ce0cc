import type { Registry } from '@micro/core'
import { expect, vi } from 'vitest'

/** Resolves once the registry knows these nodes of a service, sorted by their ids, and no others. */
export function knows(registry: Registry, service: string, ids: readonly string[]): Promise<void> {
  return vi.waitFor(
    async () => {
      const services = await registry.getService(service)
      expect(services.flatMap(({ nodes }) => nodes.map(({ id }) => id)).toSorted()).toEqual(ids)
    },
    { timeout: 20_000, interval: 20 },
  )
}
