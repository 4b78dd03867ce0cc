import {
  backoff,
  type ChangeQueue,
  type Clock,
  errors,
  type ServiceRecord,
  sleep,
  type Watcher,
  type WatchOptions,
} from '@micro/core'
import type { Member } from './member.ts'
import { Told } from './told.ts'

export interface WatchAllOptions {
  readonly clock: Clock
  readonly random: () => number
  readonly minBackoff: number
  readonly maxBackoff: number
  /** Aborted when nobody reads any more. */
  readonly signal: AbortSignal
}

/**
 * Pours what all members tell into one queue, until it is stopped. A member that is lost is tried until it is back; what
 * it told of stays known meanwhile. Then the queue fails, so that its reader reads anew what was changed in between.
 *
 * @throws what the first member failed with, when none can be watched
 */
export async function watchAll(
  members: readonly Member[],
  watch: WatchOptions,
  queue: ChangeQueue,
  options: WatchAllOptions,
): Promise<void> {
  const opened = await Promise.allSettled(members.map((member) => member.ask((registry) => registry.watch(watch))))
  const [first] = opened
  if (first?.status === 'rejected' && opened.every(({ status }) => status === 'rejected')) throw first.reason
  const told = new Told(queue)
  for (const [index, member] of members.entries()) {
    const result = opened[index]!
    const others = members.filter((each) => each !== member)
    void follow(
      { member, others, watch, told },
      result.status === 'fulfilled' ? result.value : undefined,
      queue,
      options,
    )
  }
}

/** One member's part. */
interface Part {
  readonly member: Member
  readonly others: readonly Member[]
  readonly watch: WatchOptions
  readonly told: Told
}

async function follow(
  part: Part,
  watcher: Watcher | undefined,
  queue: ChangeQueue,
  { clock, random, minBackoff, maxBackoff, signal }: WatchAllOptions,
): Promise<void> {
  const { member, watch } = part
  if (watcher !== undefined) await pour(part, watcher, signal)
  for (let attempt = 0; !signal.aborted; attempt++) {
    await sleep(clock, backoff(attempt, minBackoff, maxBackoff, random), signal)
    if (signal.aborted) return
    const again = await member.ask((registry) => registry.watch(watch)).catch(() => undefined)
    if (again === undefined) continue
    again.stop()
    const detail = `the registry ${member.registry.name} is back: read anew`
    queue.fail(errors.unavailable('micro.registry', detail, { reason: 'READ_ANEW', stack: false }))
  }
}

/** Resolves when the member tells no more. */
async function pour({ member, others, told }: Part, watcher: Watcher, signal: AbortSignal): Promise<void> {
  const stop = () => watcher.stop()
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  try {
    for await (const { action, service } of watcher) {
      for (const node of service.nodes) {
        const one = { ...service, nodes: [node] }
        if (action !== 'delete') told.is({ action, service: one })
        else await told.isGone(one, () => knownTo(others, one))
      }
    }
  } catch (error) {
    member.lost(error)
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

/** Whether any of them knows the node of a record. Who can't be asked knows nothing. */
async function knownTo(members: readonly Member[], { name, nodes }: ServiceRecord): Promise<boolean> {
  const lists = await Promise.all(
    members.map((member) => member.ask((registry) => registry.getService(name)).catch(() => [])),
  )
  return lists.flat(2).some((record) => record.nodes.some(({ id }) => id === nodes[0]?.id))
}
