/** One of a user's requests that are to have an effect once, however often they are sent. */
export interface Claim {
  readonly userId: string
  /** The user's own; two users may use the same. */
  readonly key: string
  /** Tells the request from others under the same key. */
  readonly fingerprint: string
}

/** A store that remembers the answers given to claims. Keys are forgotten after 24 hours. */
export interface Answers<Transaction> {
  /**
   * The answer once given to this claim.
   * @throws Refusal the one given to it; IDEMPOTENCY_KEY_REUSED when its key was used for another request
   */
  answerTo(claim: Claim): Promise<Uint8Array | undefined>
  /**
   * Runs `work` and keeps its answer, in one transaction: of equal claims, however close, one has its effect, and all get
   * its answer. A refusal by state or rule is an answer too; after any other error nothing has happened.
   * @throws Refusal as `answerTo`
   */
  answerOnce(claim: Claim, work: (tx: Transaction) => Promise<Uint8Array>): Promise<Uint8Array>
}
