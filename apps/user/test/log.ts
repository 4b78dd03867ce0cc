import { createLogger, type Logger } from '@renting/platform'

/** A logger of every level whose lines can be read. */
export function memoryLog(): { readonly log: Logger; readonly text: () => string } {
  let text = ''
  const destination = {
    write(line: string) {
      text += line
    },
  }
  return { log: createLogger({ name: 'test', level: 'trace', destination }), text: () => text }
}
