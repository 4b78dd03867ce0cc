/** Text with indentation, line by line. */
export class Lines {
  readonly #lines: string[] = []
  #indent = ''

  add(...lines: readonly string[]): this {
    for (const line of lines) this.#lines.push(line === '' ? '' : this.#indent + line)
    return this
  }

  /** `open`, what `fill` adds one step further in, `close`. */
  block(open: string, close: string, fill: () => void): this {
    this.add(open)
    this.#indent += '  '
    fill()
    this.#indent = this.#indent.slice(2)
    return this.add(close)
  }

  /** Lines of code with braces, indented by these. */
  code(lines: readonly string[]): this {
    const outer = this.#indent
    for (const line of lines) {
      if (line.startsWith('}')) this.#indent = this.#indent.slice(2)
      this.add(line)
      if (line.endsWith('{')) this.#indent += '  '
    }
    this.#indent = outer
    return this
  }

  /** A comment of the proto as a doc comment; nothing where there is none. */
  doc(...paragraphs: readonly (string | null | undefined)[]): this {
    const text = paragraphs.filter((part) => part).join('\n\n')
    if (text === '') return this
    const lines = text.replaceAll('*/', '*\\/').split('\n')
    if (lines.length === 1) return this.add(`/** ${lines[0]} */`)
    return this.add('/**', ...lines.map((line) => ` * ${line}`.trimEnd()), ' */')
  }

  toString(): string {
    return `${this.#lines.join('\n')}\n`
  }
}
