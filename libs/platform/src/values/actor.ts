import { Refusal } from './refusal.ts'

/** Who acts, as far as every service asks. */
export interface SignedIn {
  readonly userId: string
}

/** @throws Refusal NOT_SIGNED_IN when nobody acts */
export function signedIn<A extends SignedIn>(actor: A | null | undefined): A {
  if (actor?.userId) return actor
  throw new Refusal('unauthenticated', 'NOT_SIGNED_IN', 'nobody is signed in')
}
