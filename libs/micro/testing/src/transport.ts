import type { Transport } from '@micro/core'
import { afterEach, beforeEach, describe } from 'vitest'
import { noLeaks } from './leaks.ts'
import { callTests } from './transport/calls.ts'
import { socketTests } from './transport/sockets.ts'
import { streamTests } from './transport/streams.ts'

/** What the suite needs of a transport under test. */
export interface TransportHarness {
  /** The transport; both ends of a test use this one. */
  transport(): Transport
  /** Where to listen, so that the transport chooses a free place. */
  readonly address: string
  /** Called after each test. */
  close?(): Promise<void>
}

/** Everything a transport must do: its sockets, and the calls and streams over them. */
export function transportSuite(name: string, make: () => Promise<TransportHarness>): void {
  describe(`transport ${name}`, () => {
    noLeaks()
    let harness: TransportHarness
    beforeEach(async () => {
      harness = await make()
    })
    afterEach(async () => harness.close?.())

    describe('sockets', () => socketTests(() => harness))
    describe('calls', () => callTests(() => harness))
    describe('streams', () => streamTests(() => harness))
  })
}
