import type { User } from '../src/model.ts'
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

/** Somebody in a session of its own. @param password by default that of the people of the demonstration */
export async function signIn(platform: Platform, mobile: string, password = 'renting-demo'): Promise<Person> {
  const anyone = platform.client()
  const { token, user } = await anyone.post<{ token: string; user: User }>('/sessions', { mobile, password })
  return { user, token, api: anyone.as(token), mobile, password }
}
