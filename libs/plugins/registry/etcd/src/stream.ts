import { type Clock, errors, MicroError } from '@micro/core'
import type { WatchResponse } from '../gen/etcd/v3/rpc.js'
import type { Cluster } from './cluster.ts'
import { lost, refusal } from './failure.ts'
import type { KeyRange } from './keys.ts'
import type { Member } from './member.ts'
import { watch } from './rpc.ts'

export interface WatchStreamOptions {
  readonly cluster: Cluster
  readonly at: KeyRange
  /** The first revision that is told; 0 for all after now. */
  readonly from: number
  readonly clock: Clock
  /** Milliseconds until it is on. */
  readonly timeout: number
  /** Called with each answer after the first. May throw: then the stream ends with that. */
  answer(answer: WatchResponse): void
}

/** A watch of etcd's that is on: one stream to one member. */
export interface WatchStream {
  /** Of the store when it began. */
  readonly revision: number
  /** Why it ended. Never resolves once it was closed. */
  readonly ended: Promise<MicroError>
  close(): void
}

/** Resolves when the watch is on. @throws MicroError */
export function openWatch(options: WatchStreamOptions): Promise<WatchStream> {
  return options.cluster.ask((member, token) => open(member, token, options))
}

function open(member: Member, token: string | undefined, options: WatchStreamOptions): Promise<WatchStream> {
  const { at, from, clock, timeout } = options
  const on = Promise.withResolvers<WatchStream>()
  const ended = Promise.withResolvers<MicroError>()
  const end = (error: MicroError) => {
    timer.cancel()
    stream.cancel()
    on.reject(error)
    ended.resolve(error)
  }
  const take = (answer: WatchResponse) => {
    if (answer.compactRevision > 0) return end(lost('what happened meanwhile is compacted'))
    if (answer.canceled) return end(refusal(answer.cancelReason, member.host))
    if (answer.created) {
      timer.cancel()
      on.resolve({ revision: answer.header?.revision ?? 0, ended: ended.promise, close: () => stream.cancel() })
      return
    }
    try {
      options.answer(answer)
    } catch (error) {
      end(MicroError.from(error, 'micro.registry'))
    }
  }
  const stream = member.open(watch, token, { answer: take, end })
  const timer = clock.after(timeout, () => {
    const detail = `etcd at ${member.host} did not answer in ${timeout} ms`
    end(errors.timeout('micro.registry', detail, { reason: 'REGISTRY_SILENT', stack: false }))
  })
  const createRequest = { ...at, startRevision: from, progressNotify: true, prevKv: true, fragment: true }
  stream.send({ createRequest })
  return on.promise
}
