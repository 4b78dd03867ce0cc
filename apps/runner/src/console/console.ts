import { stripVTControlCharacters, styleText } from 'node:util'

/** Where text goes: a terminal, a pipe, a test. */
export interface Sink {
  write(text: string): unknown
  readonly isTTY?: boolean
}

type Style = Parameters<typeof styleText>[0]

const palette: readonly Style[] = ['cyan', 'magenta', 'green', 'blue', 'yellow']

/** Whether to colour what is written there: only in a terminal, and not if the person says NO_COLOR (no-color.org). */
export function wantsColour(sink: Sink, env: NodeJS.ProcessEnv): boolean {
  return sink.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb'
}

/** A service says so of each event: of a thousand, when the demonstration is made. */
const handled = / INFO +event handled /

/** What the runner shows: the lines of each process behind its name, and its own. */
export class Console {
  readonly #sink: Sink
  readonly #names: readonly string[]
  readonly #colour: boolean
  readonly #width: number
  readonly #start = performance.now()
  /** Events that were handled and not shown, by process, until all serve. */
  readonly #handled = new Map<string, number>()
  #ready = false

  /** @param names who will speak, in the order of their colours */
  constructor(sink: Sink, names: readonly string[], colour: boolean) {
    this.#sink = sink
    this.#names = names
    this.#colour = colour
    this.#width = Math.max(...names.map((name) => name.length))
  }

  /**
   * A line that a process wrote. Its own control characters are left out. Before `ready`, events that were handled are
   * counted instead.
   */
  line(name: string, text: string): void {
    const plain = stripVTControlCharacters(text)
    if (!this.#ready && handled.test(plain)) {
      this.#handled.set(name, (this.#handled.get(name) ?? 0) + 1)
      return
    }
    const prefix = this.#style(
      palette[Math.max(0, this.#names.indexOf(name)) % palette.length] ?? 'cyan',
      this.#pad(name),
    )
    this.#sink.write(`${prefix} │ ${this.#level(plain)}\n`)
  }

  /** What the runner does, with the time since it began. */
  progress(text: string, kind: 'usual' | 'trouble' = 'usual'): void {
    const seconds = `${((performance.now() - this.#start) / 1000).toFixed(1)} s`
    const line = `${this.#style('dim', seconds.padStart(this.#width))} │ `
    this.#sink.write(`${line}${kind === 'trouble' ? this.#style('red', text) : this.#style('bold', text)}\n`)
  }

  /** All serve: says what was counted, and shows every line from here on. */
  ready(): void {
    this.#ready = true
    const counts = this.#names.flatMap((name) =>
      this.#handled.has(name) ? [`${name} ${this.#handled.get(name)}`] : [],
    )
    if (counts.length > 0) this.progress(`events handled meanwhile: ${counts.join(', ')}`)
  }

  /** Text as it is. */
  text(text: string): void {
    this.#sink.write(text)
  }

  #pad(name: string): string {
    return name.padEnd(this.#width)
  }

  #level(line: string): string {
    if (/\b(ERROR|FATAL|PANIC)\b/.test(line)) return this.#style('red', line)
    if (/\b(WARN|WARNING)\b/.test(line)) return this.#style('yellow', line)
    return line
  }

  #style(style: Style, text: string): string {
    return this.#colour ? styleText(style, text, { validateStream: false }) : text
  }
}
