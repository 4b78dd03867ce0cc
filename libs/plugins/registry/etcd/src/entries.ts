import type { Log, ServiceRecord } from '@micro/core'
import type { KeyValue } from '../gen/etcd/v3/rpc.js'
import { decodeValue } from './value.ts'

/** Keys that are remembered to be none of ours. */
const remembered = 1000

/** Reads what is kept in etcd; what is no node of Go Micro's is left out and said once. */
export class Entries {
  readonly #log: Log | undefined
  readonly #said = new Set<string>()

  constructor(log: Log | undefined) {
    this.#log = log
  }

  /** The record of one node; undefined where something else is kept. */
  read({ key, value }: Pick<KeyValue, 'key' | 'value'>): ServiceRecord | undefined {
    try {
      return decodeValue(key, value)
    } catch (error) {
      this.#say(Buffer.from(key).toString(), (error as Error).message)
      return undefined
    }
  }

  #say(key: string, why: string): void {
    if (this.#said.has(key)) return
    if (this.#said.size >= remembered) this.#said.delete(this.#said.values().next().value!)
    this.#said.add(key)
    this.#log?.warn({ key: shortened(key), error: shortened(why) }, 'this is no service in etcd: left out')
  }
}

function shortened(text: string): string {
  return text.length > 300 ? `${text.slice(0, 300)}…` : text
}
