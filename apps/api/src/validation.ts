import type { FastifyInstance, FastifyRequest, FastifySchemaValidationError, RouteOptions } from 'fastify'
import type { InputError } from './problem.ts'
import { Nothing } from './schemas/common.ts'

/** How bodies, parameters and queries are checked: nothing is dropped, changed or filled in, and all errors are found. */
export const ajvOptions = {
  allErrors: true,
  coerceTypes: false,
  removeAdditional: false,
  useDefaults: false,
} as const

/** More errors than this help nobody. */
const most = 20

export function inputErrors(found: readonly FastifySchemaValidationError[]): InputError[] {
  const errors: InputError[] = []
  for (const { instancePath, keyword, params, message } of found) {
    // These repeat what the errors of their parts say.
    if (keyword === 'anyOf' || keyword === 'if') continue
    const error = { path: instancePath, message: message ?? 'is wrong' }
    if (keyword === 'required') {
      errors.push({ path: `${instancePath}/${pointer(params.missingProperty)}`, message: 'is missing' })
    } else if (keyword === 'additionalProperties') {
      errors.push({ path: `${instancePath}/${pointer(params.additionalProperty)}`, message: 'is not known here' })
    } else if (keyword === 'enum' && Array.isArray(params.allowedValues)) {
      errors.push({ ...error, message: `must be one of ${params.allowedValues.join(', ')}` })
    } else if (keyword === 'const') {
      errors.push({ ...error, message: `must be ${JSON.stringify(params.allowedValue)}` })
    } else {
      errors.push(error)
    }
    if (errors.length === most) break
  }
  return errors
}

/** A name as a part of a JSON Pointer, cut where a name could not be that long. */
export function pointer(name: unknown): string {
  return String(name).slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1')
}

/** A route that has no parameters has none: one that is sent is misspelt, or meant for another. */
export function refuseUnknownParameters(app: FastifyInstance): void {
  app.addHook('onRoute', (route: RouteOptions) => {
    if (route.schema !== undefined && route.schema.hide !== true) route.schema.querystring ??= Nothing
  })
}

/**
 * A query is text: where its schema says integer, decimal digits are read as one before it is checked. Anything else
 * stays text, and is refused as such.
 */
export function readIntegers(app: FastifyInstance): void {
  app.addHook('onRoute', (route: RouteOptions) => {
    const names = integersOf(route.schema?.querystring)
    if (names.length === 0) return
    const read = async (request: FastifyRequest) => {
      const query = request.query as Record<string, unknown>
      for (const name of names) {
        const text = query[name]
        if (typeof text === 'string' && /^-?\d{1,16}$/.test(text)) query[name] = Number(text)
      }
    }
    route.preValidation = [read, ...[route.preValidation ?? []].flat()]
  })
}

function integersOf(schema: unknown): string[] {
  const properties = (schema as { properties?: Record<string, { type?: unknown }> } | undefined)?.properties ?? {}
  return Object.keys(properties).filter((name) => properties[name]?.type === 'integer')
}
