/** Where the framework says what an operator should know. pino's loggers are such; so is `console` with a wrapper. */
export interface Log {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

/** One line of text to stderr for each warning and error; nothing else. */
export const stderrLog: Log = {
  debug() {},
  info() {},
  warn: (fields, message) => write('warn', fields, message),
  error: (fields, message) => write('error', fields, message),
}

function write(level: string, fields: object, message: string): void {
  const text = Object.entries(fields).map(([key, value]) => {
    const shown = value instanceof Error ? (value.stack ?? value.message) : String(value)
    return ` ${key}=${shown}`
  })
  process.stderr.write(`${level}: ${message}${text.join('')}\n`)
}
