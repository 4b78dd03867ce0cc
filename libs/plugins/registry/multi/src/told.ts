import type { Change, ChangeQueue, ServiceRecord } from '@micro/core'

/** What a reader has been told, node by node: of what several registries say it hears once. */
export class Told {
  readonly #queue: ChangeQueue
  /** By node, what was said of it last; `gone` once it was said to be, `asked` while that is being found out. */
  readonly #nodes = new Map<string, string>()

  constructor(queue: ChangeQueue) {
    this.#queue = queue
  }

  /** A node has come, or has changed. */
  is({ action, service }: Change): void {
    const key = keyOf(service)
    const before = this.#nodes.get(key)
    const now = JSON.stringify(service)
    if (before === now) return
    this.#nodes.set(key, now)
    const isKnown = before !== undefined && before !== 'gone'
    this.#queue.push({ action: isKnown ? 'update' : action, service })
  }

  /** A registry has lost a node. @param isElsewhere whether another has it */
  async isGone(service: ServiceRecord, isElsewhere: () => Promise<boolean>): Promise<void> {
    const key = keyOf(service)
    const before = this.#nodes.get(key)
    if (before === 'gone' || before === 'asked') return
    this.#nodes.set(key, 'asked')
    const elsewhere = await isElsewhere()
    // Somebody else may have told of it meanwhile.
    if (this.#nodes.get(key) !== 'asked') return
    if (elsewhere) {
      if (before === undefined) this.#nodes.delete(key)
      else this.#nodes.set(key, before)
      return
    }
    this.#nodes.set(key, 'gone')
    this.#queue.push({ action: 'delete', service })
  }
}

function keyOf({ name, nodes }: ServiceRecord): string {
  return JSON.stringify([name, nodes[0]?.id])
}
