import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { ServiceRecord } from '@micro/core'
import { type GoChange, type GoService, wordsOf } from './go-records.ts'
import { findPeer, type Line } from './programs.ts'

export type Kind = 'consul' | 'etcd'

/** Milliseconds for whatever a peer shall say. Generous: it ends a hang and judges nothing. */
const limit = 60_000

/** A process of Go Micro. It ends with this one, whose end ends its input. */
export class Peer {
  readonly lines: string[] = []
  readonly ended: Promise<number | string>
  readonly #process: ChildProcessWithoutNullStreams
  #errors = ''
  #over = false
  #wake: () => void = () => {}

  private constructor(program: string, args: readonly string[]) {
    // Go Micro reads addresses from the environment too, and they would win.
    const child = spawn(program, args, { env: {} })
    this.#process = child
    createInterface({ input: child.stdout }).on('line', (line) => {
      this.lines.push(line)
      this.#wake()
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#errors += text
    })
    // One that is gone reads nothing: its end says why.
    child.stdin.on('error', () => {})
    this.ended = once(child, 'close').then(([code, signal]: (number | string | null)[]) => {
      this.#over = true
      this.#wake()
      return code ?? signal ?? 'nothing'
    })
  }

  static async start(line: Line, kind: Kind, address: string, ...args: string[]): Promise<Peer> {
    return new Peer(await findPeer(line), [kind, address, ...args])
  }

  /** What one of this line lists. @throws Error with what it says instead */
  static async list(line: Line, kind: Kind, address: string, name: string): Promise<readonly GoService[]> {
    const peer = await Peer.start(line, kind, address, 'list', name)
    if ((await peer.ended) !== 0) throw new Error(peer.errors.trim())
    return (JSON.parse(peer.lines[0]!) as readonly GoService[] | null) ?? []
  }

  /** What it wrote beside its answers: why it failed. */
  get errors(): string {
    return this.#errors
  }

  /** What its watcher said so far. */
  get changes(): readonly GoChange[] {
    return this.lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as GoChange)
  }

  /** The same in short: `create shop-a`. */
  get words(): readonly string[] {
    return this.changes.map(wordsOf)
  }

  /** Resolves when it has said `line` so often. @throws when it ends or is silent before */
  async said(line: string, times = 1): Promise<void> {
    let late = false
    const timer = setTimeout(() => {
      late = true
      this.#wake()
    }, limit)
    try {
      while (this.#count(line) < times) {
        if (this.#over || late) {
          const what = late ? 'is silent' : 'ended'
          throw new Error(`the peer ${what} before ${times} × ${line}: ${this.lines.join('\n')}${this.#errors}`)
        }
        await new Promise<void>((resolve) => {
          this.#wake = resolve
        })
      }
    } finally {
      clearTimeout(timer)
    }
  }

  /** Has it register a service, or register it anew. Resolves when it did. */
  async register(service: ServiceRecord): Promise<void> {
    const times = this.#count('registered')
    this.#process.stdin.write(`${JSON.stringify(service)}\n`)
    await this.said('registered', times + 1)
  }

  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | string> {
    this.#process.kill(signal)
    return this.ended
  }

  #count(line: string): number {
    return this.lines.filter((each) => each === line).length
  }
}
