import type { Registry } from '@micro/core'
import { describe } from 'vitest'
import { noLeaks } from './leaks.ts'
import { healing } from './registry/healing.ts'
import { leases } from './registry/leases.ts'
import { reading } from './registry/reading.ts'
import { refusing } from './registry/refusing.ts'
import { Stage } from './registry/stage.ts'
import { watching } from './registry/watching.ts'

/** One registry under test, with as many clients as asked for. */
export interface RegistryHarness {
  /** A client of its own of the one registry. The suite closes it. */
  registry(): Registry | Promise<Registry>
  /** Lets time go by for leases. @default real time goes by itself */
  pass?(milliseconds: number): Promise<void>
  /** Milliseconds of the shortest lease that the registry keeps reliably. @default 300 */
  readonly ttl?: number
  /** Kills the server the hard way and starts it again, empty. There where the suite is told of a server. */
  wipe?(): Promise<void>
  /** Called after each test, when all clients are closed. */
  close(): Promise<void>
}

export interface RegistrySuiteOptions {
  /** Whether there is a server that can die: then the harness has `wipe`. @default false */
  readonly server?: boolean
}

/**
 * What every registry does: Go Micro's verbs, and what a client needs of them to miss nothing.
 *
 *     registrySuite('memory', async () => { … })
 */
export function registrySuite(
  name: string,
  make: () => Promise<RegistryHarness>,
  { server = false }: RegistrySuiteOptions = {},
): void {
  describe(`registry ${name}`, () => {
    noLeaks()
    const stage = new Stage(make)
    reading(stage)
    leases(stage)
    watching(stage)
    refusing(stage)
    if (server) healing(stage)
  })
}
