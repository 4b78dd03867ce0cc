/**
 * The call or event on whose behalf something is done, as it reaches a store: the events that tell of it belong to its
 * trace. A handler's or subscriber's context is one; a domain only hands it on.
 */
export interface Cause {
  readonly metadata: Readonly<Record<string, string | undefined>>
  readonly trace: { child(): { toString(): string } } | undefined
}
