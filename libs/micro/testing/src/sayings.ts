import type { Log } from '@micro/core'

/** A log that remembers what it was told. */
export function sayings(): {
  readonly log: Log
  readonly words: readonly string[]
  readonly fields: readonly object[]
} {
  const words: string[] = []
  const fields: object[] = []
  const note = (about: object, message: string) => {
    words.push(message)
    fields.push(about)
  }
  return { log: { debug() {}, info: note, warn: note, error: note }, words, fields }
}
