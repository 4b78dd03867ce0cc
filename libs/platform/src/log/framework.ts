import type { Log } from '@micro/core'
import type { Logger } from './logger.ts'

/** The framework's own lines, with the field names that all lines here have: `requestId` and `err`. */
export function frameworkLog(log: Logger): Log {
  const line = (level: 'debug' | 'info' | 'warn' | 'error') => (fields: object, message: string) => {
    if (!log.isLevelEnabled(level)) return
    const { trace, error, ...rest } = fields as { trace?: unknown; error?: unknown }
    log[level](
      { ...(trace !== undefined && { requestId: trace }), ...rest, ...(error !== undefined && { err: error }) },
      message,
    )
  }
  return { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') }
}
