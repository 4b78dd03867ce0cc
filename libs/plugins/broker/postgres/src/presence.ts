import type { Session } from './session.ts'
import type { Statements } from './statements.ts'

/**
 * Finds members that have gone with messages in hand, and frees those before their lease is over. Who is missed once may
 * just be connecting anew; who is missed twice in a row is gone.
 */
export class Presence {
  readonly #session: Session
  readonly #statements: Statements
  #missed: ReadonlySet<number> = new Set()
  #busy = false

  constructor(session: Session, statements: Statements) {
    this.#session = session
    this.#statements = statements
  }

  /** One look. @returns the queues in which a message was freed */
  async look(queues: readonly number[]): Promise<ReadonlySet<number>> {
    if (this.#busy || this.#session.member === undefined) return new Set()
    this.#busy = true
    try {
      const missing = await this.#session.missing(queues)
      const gone = missing.filter((member) => this.#missed.has(member))
      this.#missed = new Set(missing)
      return gone.length === 0 ? new Set() : await this.#statements.reclaim(queues, gone)
    } finally {
      this.#busy = false
    }
  }
}
