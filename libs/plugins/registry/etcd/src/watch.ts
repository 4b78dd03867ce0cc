import { backoff, type ChangeQueue, type Clock, MicroError, sleep } from '@micro/core'
import type { WatchResponse } from '../gen/etcd/v3/rpc.js'
import { EventKind } from '../gen/etcd/v3/rpc.js'
import { changesOf } from './changes.ts'
import type { Cluster } from './cluster.ts'
import type { Entries } from './entries.ts'
import { hasReason, isUnreachable, lost } from './failure.ts'
import { registryPrefix, servicePrefix, startingWith } from './keys.ts'
import { openWatch, type WatchStream } from './stream.ts'
import { confirm, testify, type Witness, witnessOf } from './witness.ts'

export interface WatchLoopOptions {
  readonly cluster: Cluster
  readonly entries: Entries
  /** Undefined for all. */
  readonly service: string | undefined
  readonly queue: ChangeQueue
  readonly clock: Clock
  readonly random: () => number
  readonly timeout: number
  /** Milliseconds. */
  readonly patience: number
  readonly minBackoff: number
  readonly maxBackoff: number
}

/** Feeds one watcher, over as many streams as it takes, one after the other. */
export class WatchLoop {
  readonly #options: WatchLoopOptions
  readonly #stopped = new AbortController()
  /** The first revision that was not told yet. */
  #next = 0
  #witness: Witness | undefined

  constructor(options: WatchLoopOptions) {
    this.#options = options
  }

  /** Resolves when every change from then on is told. @throws MicroError */
  async start(): Promise<void> {
    const stream = await this.#open()
    this.#next = Math.max(this.#next, stream.revision + 1)
    const { cluster } = this.#options
    // Without one the watch is on all the same; it can't go on after it was cut off.
    const witness = await testify(cluster, startingWith(registryPrefix), stream.revision).catch(() => undefined)
    this.#witness ??= witness
    void this.#run(stream)
  }

  stop(): void {
    this.#stopped.abort()
  }

  async #run(first: WatchStream): Promise<void> {
    const { signal } = this.#stopped
    const stopped = new Promise<undefined>((resolve) => {
      if (signal.aborted) resolve(undefined)
      signal.addEventListener('abort', () => resolve(undefined), { once: true })
    })
    for (let stream: WatchStream | undefined = first; stream !== undefined; ) {
      const error: MicroError | undefined = await Promise.race([stream.ended, stopped])
      stream.close()
      if (error === undefined || signal.aborted) return
      stream = await this.#goOn(error)
    }
  }

  /** A stream that begins where the last one ended; undefined when the watcher was stopped, or told why there is none. */
  async #goOn(cause: MicroError): Promise<WatchStream | undefined> {
    const { clock, random, patience, minBackoff, maxBackoff, queue, cluster } = this.#options
    const { signal } = this.#stopped
    const end = clock.now() + patience
    const [next, witness] = [this.#next, this.#witness]
    let failure = cause
    for (let attempt = 0; ; attempt++) {
      if (!passes(failure) || clock.now() > end) break
      await sleep(clock, backoff(attempt, minBackoff, maxBackoff, random), signal)
      if (signal.aborted) return undefined
      let stream: WatchStream | undefined
      try {
        stream = await this.#open()
        if (stream.revision < next - 1) throw lost('etcd has forgotten what was told')
        if (witness === undefined) throw lost('nothing shows that etcd is the same as before')
        await confirm(cluster, witness)
        return stream
      } catch (error) {
        stream?.close()
        // What came before it was confirmed counts for nothing: it is told again.
        this.#next = next
        this.#witness = witness
        failure = MicroError.from(error, 'micro.registry')
      }
    }
    queue.fail(failure)
    return undefined
  }

  #open(): Promise<WatchStream> {
    const { cluster, service, clock, timeout } = this.#options
    const at = startingWith(service === undefined ? registryPrefix : servicePrefix(service))
    return openWatch({ cluster, at, from: this.#next, clock, timeout, answer: (answer) => this.#take(answer) })
  }

  #take({ events, fragment, header }: WatchResponse): void {
    const { entries, service, queue } = this.#options
    for (const event of events) {
      for (const change of changesOf(event, entries, service)) queue.push(change)
    }
    // More of the same revision is to come.
    if (fragment) return
    const last = events.at(-1)?.kv
    if (last === undefined) {
      // Nothing happened up to here.
      this.#next = Math.max(this.#next, (header?.revision ?? 0) + 1)
      return
    }
    this.#next = last.modRevision + 1
    const put = events.findLast(({ kind }) => kind === EventKind.PUT)?.kv
    if (put !== undefined) this.#witness = witnessOf(put)
  }
}

/** Whether it may be over in a moment. */
function passes(error: MicroError): boolean {
  return isUnreachable(error) || hasReason(error, 'STALE_TOKEN')
}
