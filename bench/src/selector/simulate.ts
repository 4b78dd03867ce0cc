import { createSelector, memoryRegistry, RegistryStore, type Strategy } from '@micro/core'
import { record, seeded, VirtualClock } from '@micro/testing'

/** A hundred nodes on a virtual clock; five are slow all the time, and five others fail for a while. */
export const scene = {
  nodes: 100,
  slow: 5,
  failing: 5,
  /** Calls a second, evenly random in between. */
  rate: 2000,
  /** Milliseconds that an answer takes, half of it more or less at random. */
  takes: 10,
  /** Of a slow node. */
  takesSlow: 100,
  /** Of a failure. */
  takesFailing: 2,
  /** Milliseconds: when the failing ones begin, when they are well again, and the end. */
  fails: 10_000,
  heals: 20_000,
  end: 60_000,
} as const

/** What the callers of one strategy saw. Shares are of the calls in that time, beside what they would fairly be. */
export interface Seen {
  readonly strategy: string
  readonly ejection: boolean
  readonly calls: number
  readonly failed: number
  /** Milliseconds. */
  readonly p50: number
  readonly p99: number
  /** Most and fewest calls of nodes that are in order, through their mean. */
  readonly spread: readonly [fewest: number, most: number]
  /** Of the slow nodes, through their fair share. */
  readonly slow: number
  /** Of the failing nodes through their fair share: while they fail, and in the ten seconds and the last ten after. */
  readonly failing: readonly [during: number, after: number, end: number]
}

/** While they fail, the ten seconds after, and the last ten. */
const spansOfInterest = [
  [scene.fails, scene.heals],
  [scene.heals, scene.heals + 10_000],
  [scene.end - 10_000, scene.end],
] as const

export async function simulate(
  make: (options: { readonly random: () => number }) => Strategy,
  ejection: boolean,
): Promise<Seen> {
  const { nodes, rate, end } = scene
  const clock = new VirtualClock()
  const store = new RegistryStore({ clock })
  const dice = seeded(42)
  const strategy = make({ random: seeded(43) })
  const selector = createSelector({
    registry: memoryRegistry({ store }),
    clock,
    random: seeded(44),
    strategy,
    ...(ejection ? {} : { ejection: false }),
  })
  const ids = Array.from({ length: nodes }, (_, i) => `a-${i}`)
  store.register(record('a', ids))
  selector.mark(await selector.select('a'), { latency: 0, result: 'neutral' })
  await clock.advance(0)
  const counts = new Map(ids.map((id) => [id, 0]))
  const spans = spansOfInterest.map(([from, to]) => ({ from, to, all: 0, failing: 0 }))
  const latencies: number[] = []
  let failed = 0
  const arrive = () => {
    const candidate = selector.select('a')
    if (candidate instanceof Promise) throw new Error('the list is warm')
    const now = clock.now()
    const { id } = candidate.node
    counts.set(id, counts.get(id)! + 1)
    for (const span of spans) {
      if (now < span.from || now >= span.to) continue
      span.all++
      if (isFailing(id)) span.failing++
    }
    const fails = isFailing(id) && now >= scene.fails && now < scene.heals
    const latency = (fails ? scene.takesFailing : isSlow(id) ? scene.takesSlow : scene.takes) * (0.5 + dice())
    if (fails) failed++
    clock.after(latency, () => {
      latencies.push(latency)
      selector.mark(candidate, { latency, result: fails ? 'failure' : 'ok' })
    })
    if (now < end) clock.after((2 * dice() * 1000) / rate, arrive)
  }
  clock.after(0, arrive)
  await clock.advance(end + 1000)
  await selector.close()
  latencies.sort((a, b) => a - b)
  const well = ids.filter((id) => !isSlow(id) && !isFailing(id)).map((id) => counts.get(id)!)
  const mean = well.reduce((sum, each) => sum + each) / well.length
  const calls = latencies.length
  const slow = ids.filter(isSlow).reduce((sum, id) => sum + counts.get(id)!, 0)
  const [during = 0, after = 0, atEnd = 0] = spans.map(({ all, failing }) => failing / all / (scene.failing / nodes))
  return {
    strategy: strategy.name,
    ejection,
    calls,
    failed,
    p50: latencies[Math.floor(calls * 0.5)]!,
    p99: latencies[Math.floor(calls * 0.99)]!,
    spread: [Math.min(...well) / mean, Math.max(...well) / mean],
    slow: slow / calls / (scene.slow / nodes),
    failing: [during, after, atEnd],
  }
}

/** `a-0` to `a-4` are slow, `a-5` to `a-9` fail. */
function isSlow(id: string): boolean {
  return Number(id.slice(2)) < scene.slow
}

function isFailing(id: string): boolean {
  return !isSlow(id) && Number(id.slice(2)) < scene.slow + scene.failing
}
