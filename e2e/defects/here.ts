import type { User } from '../src/model.ts'
import type { Person } from '../src/people.ts'
import type { Platform } from '../src/platform.ts'

/** The platform that the tests share, and the people of its demonstration. */
export type Here = () => {
  readonly platform: Platform
  /** Verified, as the landlord is. */
  readonly tenant: Person
  readonly landlord: Person
  /** Whose identity nobody has checked. */
  readonly newcomer: Person
}

const password = 'renting-demo'

/** Somebody of the demonstration, in a session of its own. */
export async function signIn(platform: Platform, mobile: string): Promise<Person> {
  const anyone = platform.client()
  const { token, user } = await anyone.post<{ token: string; user: User }>('/sessions', { mobile, password })
  return { user, token, api: anyone.as(token), mobile, password }
}
