/** Something that can be run, and run again: a process, or a server inside this one. */
export interface Unit {
  readonly name: string
  start(): Run
}

/** One run of a unit, from its start to its end. */
export interface Run {
  /** Resolves when it serves; rejects, with the reason, when it ends before. */
  readonly ready: Promise<void>
  /** Resolves with the reason when it has ended, whoever ended it. Never rejects. */
  readonly ended: Promise<string>
  /** Asks it to finish its work and end. */
  stop(): void
  /** Ends it without asking. */
  kill(): void
}
