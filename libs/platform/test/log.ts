import { createLogger, type Logger, type LoggerOptions } from '../src/log/logger.ts'

/** A logger whose lines can be read. */
export function memoryLog(options: Partial<LoggerOptions> = {}): {
  readonly log: Logger
  readonly lines: () => Record<string, unknown>[]
  readonly text: () => string
} {
  let text = ''
  const destination = {
    write(line: string) {
      text += line
    },
  }
  return {
    log: createLogger({ name: 'test', level: 'trace', ...options, destination }),
    lines: () =>
      text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Record<string, unknown>),
    text: () => text,
  }
}
