import type { Person } from '../src/people.ts'
import type { Platform } from '../src/platform.ts'

/** The platform that the tests share, and people on it. */
export type Here = () => {
  readonly platform: Platform
  /** Verified, as the landlord is. */
  readonly tenant: Person
  readonly landlord: Person
  /** Whose identity nobody has checked. */
  readonly newcomer: Person
}
