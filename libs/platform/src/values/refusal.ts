/** Why a request is turned down, in the order these are checked at the gateway. */
export type RefusalKind =
  /** Nobody is signed in, or the credentials are wrong. */
  | 'unauthenticated'
  /** More often than is allowed. */
  | 'too-many'
  /** The request is malformed. */
  | 'invalid'
  /** More than is taken. */
  | 'too-large'
  /** There is no such thing, or none that this person may know of. */
  | 'not-found'
  /** It is there, but not theirs. */
  | 'forbidden'
  /** It has changed since whoever asks has seen it. */
  | 'stale'
  /** Its present state does not allow it. */
  | 'conflict'
  /** A rule says no. */
  | 'rule'

/**
 * What a domain throws to say no. It knows no wire: the service's surface turns it into an error of the framework, with
 * `reason` as the stable code that the outside sees.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly kind: RefusalKind
  /** Stable, upper case: `DATES_TAKEN`. */
  readonly reason: string

  /** @param detail for people; may be shown to whoever asked */
  constructor(kind: RefusalKind, reason: string, detail: string) {
    super(detail)
    this.kind = kind
    this.reason = reason
  }
}
