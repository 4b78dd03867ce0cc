/**
 * Settings from the environment. Each is a TypeBox schema under the variable's own name, so that who searches for the
 * name finds all: where it is described, checked and used.
 *
 * @module
 */
import Type, { type Static, type TObject, type TProperties, type TSchema } from 'typebox'
import Value from 'typebox/value'
import { StartError } from './errors.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** Everything that is wrong with the environment, a line each. */
export class SettingsError extends StartError {
  override readonly name = 'SettingsError'
  override readonly exitCode = 2
  readonly lines: readonly string[]

  constructor(lines: readonly string[]) {
    super(lines.join('\n'))
    this.lines = lines
  }
}

/** What a setting says besides its type. */
export type About = {
  /** What is expected, as the end of "expected …": `the port to listen on, 0-65535`. */
  readonly description: string
  /** A value to copy. */
  readonly example: string
  /** Its value is never shown. @default false */
  readonly secret?: boolean
}

/** The kinds of settings. All are required unless they have a `default` or stand in `optional()`. */
export const setting = {
  text: (options: About & { readonly default?: string; readonly pattern?: string; readonly minLength?: number }) =>
    Type.String({ minLength: 1, ...options }),
  integer: (options: About & { readonly default?: number; readonly minimum?: number; readonly maximum?: number }) =>
    Type.Integer(options),
  /** `on` or `off`; also `true`, `false`, `1`, `0`. */
  flag: (options: About & { readonly default?: boolean }) => Type.Boolean(options),
  choice: <const V extends string>(values: readonly V[], options: About & { readonly default?: V }) =>
    Type.Enum<V[]>([...values], { ...options }),
  /** Separated by commas. @param options `pattern` is each one's */
  list: ({ pattern, ...options }: About & { readonly default?: readonly string[]; readonly pattern?: string }) =>
    Type.Array(Type.String({ minLength: 1, ...(pattern !== undefined && { pattern }) }), options),
  /** Without it the setting is undefined. */
  optional: <T extends TSchema>(schema: T) => Type.Optional(schema),
} as const

/** The values of settings, by their names: `Settings<typeof settings>`. */
export type Settings<P extends TProperties> = Static<TObject<P>>

/**
 * Reads `properties` from `environment`. An empty variable counts as not set.
 *
 * @param required names that are needed here although their schema says optional
 * @throws SettingsError naming everything that is wrong, not just the first
 */
export function readSettings<P extends TProperties>(
  properties: P,
  environment: Environment,
  required: readonly string[] = [],
): Settings<P> {
  const lines: string[] = []
  const values: Record<string, unknown> = {}
  for (const [name, schema] of Object.entries(properties)) {
    const text = environment[name]
    if (text === undefined || text === '') {
      const needed = required.includes(name) || !(Type.IsOptional(schema) || 'default' in schema)
      if (needed) lines.push(`${name} is missing; ${expectation(schema)}`)
      else if ('default' in schema) values[name] = schema.default
      continue
    }
    const value = parse(schema, text)
    const [error] = Value.Errors(schema, value)
    if (error === undefined) values[name] = value
    else lines.push(`${name} ${shown(schema, text)}${problem(schema, error.message)}; ${expectation(schema)}`)
  }
  if (lines.length > 0) throw new SettingsError(lines)
  return values as Settings<P>
}

/** Text as the schema's type, or as it is where it is none: checking then says so. */
function parse(schema: TSchema, text: string): unknown {
  if (Type.IsInteger(schema)) return /^-?\d{1,15}$/.test(text) ? Number(text) : text
  if (Type.IsBoolean(schema)) return { on: true, true: true, 1: true, off: false, false: false, 0: false }[text] ?? text
  if (Type.IsArray(schema)) return text.split(',').map((each) => each.trim())
  return text
}

function problem(schema: TSchema, message: string): string {
  if (Type.IsEnum(schema)) return 'is none of its values'
  if (Type.IsBoolean(schema)) return 'is neither on nor off'
  return message.startsWith('must match pattern') ? 'has not the right form' : message
}

function shown(schema: TSchema, text: string): string {
  if (about(schema).secret === true) return ''
  return `("${text.length > 60 ? `${text.slice(0, 60)}…` : text}") `
}

function expectation(schema: TSchema): string {
  const { description, example } = about(schema)
  return `expected ${description}, for example ${example}`
}

function about(schema: TSchema): About {
  return schema as unknown as About
}
