import { type DestinationStream, type Logger, type LoggerOptions as PinoOptions, pino } from 'pino'
import { currentContext } from '../current.ts'
import { prettyLines } from './pretty.ts'
import { redact, redactError, redactText } from './redact.ts'

export type { Logger } from 'pino'

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

export const logFormats = ['json', 'pretty'] as const
export type LogFormat = (typeof logFormats)[number]

export interface LoggerOptions {
  /** The service; `service` in each line. */
  readonly name: string
  /** @default info */
  readonly level?: LogLevel
  /** `json`: a line of JSON each, for machines. `pretty`: for people. @default json */
  readonly format?: LogFormat
  /** Where lines go. @default the standard output, written at once, so that a crash loses none */
  readonly destination?: DestinationStream
}

/** Lines of one service. No line holds a secret: see `redact`. */
export function createLogger({ name, level = 'info', format = 'json', destination }: LoggerOptions): Logger {
  const lines = destination ?? pino.destination({ fd: 1, sync: true })
  const options: PinoOptions = {
    level,
    base: { service: name },
    mixin: requestId,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: {
      level: (label) => ({ level: label }),
      log: (fields) => redact(fields) as Record<string, unknown>,
    },
    // pino would otherwise turn `err` into its own form, with every property of the error, before it is redacted.
    serializers: { err: (err: unknown) => err },
    hooks: {
      logMethod(args, method) {
        method.apply(this, clean(args) as typeof args)
      },
    },
  }
  const logger = pino(options, format === 'pretty' ? prettyLines(lines) : lines)
  // Children inherit this; the formatter of bindings they don't.
  const { child } = logger
  return Object.assign(logger, {
    child(this: Logger, bindings: object, childOptions?: object): Logger {
      return Reflect.apply(child, this, [redact(bindings), childOptions])
    },
  })
}

/** Each line that is written while a call or an event is handled belongs to it. */
function requestId(): { readonly requestId?: string } {
  const trace = currentContext()?.trace
  return trace === undefined ? {} : { requestId: trace.traceId }
}

/** A text may hold a secret too; and for a bare error pino makes the error's own message the line's text. */
function clean([first, ...rest]: readonly unknown[]): readonly unknown[] {
  if (first instanceof Error) return [{ err: first }, ...(rest.length > 0 ? texts(rest) : [redactError(first).message])]
  return texts([first, ...rest])
}

function texts(values: readonly unknown[]): readonly unknown[] {
  return values.map((each) => (typeof each === 'string' ? redactText(each) : each))
}
