import type { Log } from '../src/index.ts'

export interface Line {
  readonly level: 'debug' | 'info' | 'warn' | 'error'
  readonly fields: Readonly<Record<string, unknown>>
  readonly message: string
}

/** Keeps what is said. */
export class RecordingLog implements Log {
  readonly lines: Line[] = []

  debug(fields: object, message: string): void {
    this.#add('debug', fields, message)
  }
  info(fields: object, message: string): void {
    this.#add('info', fields, message)
  }
  warn(fields: object, message: string): void {
    this.#add('warn', fields, message)
  }
  error(fields: object, message: string): void {
    this.#add('error', fields, message)
  }

  /** Warnings and errors. */
  get loud(): readonly string[] {
    return this.lines.filter(({ level }) => level === 'warn' || level === 'error').map(({ message }) => message)
  }

  #add(level: Line['level'], fields: object, message: string): void {
    this.lines.push({ level, fields: fields as Line['fields'], message })
  }
}
