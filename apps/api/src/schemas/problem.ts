import Type from 'typebox'
import { type Code, codes } from '../codes.ts'
import { problemType } from '../problem.ts'

export const ProblemSchema = Type.Object(
  {
    type: Type.String({ description: 'A URI for the kind of problem', format: 'uri' }),
    title: Type.String({ description: 'The kind of problem in words' }),
    status: Type.Integer(),
    detail: Type.String({ description: 'What was wrong with this request' }),
    instance: Type.String({ description: 'The path of the request' }),
    code: Type.String({ description: 'Stable, for programs' }),
    requestId: Type.String({ description: 'As in X-Request-Id' }),
    errors: Type.Optional(
      Type.Array(
        Type.Object({
          path: Type.String({ description: 'JSON Pointer into the body, or / and the name of a parameter' }),
          message: Type.String(),
        }),
        { description: 'All that is wrong with the input, or the first twenty' },
      ),
    ),
  },
  { $id: 'Problem', description: 'RFC 9457' },
)

/** What any route may answer: none takes a parameter that it does not know. */
const always = ['BAD_INPUT', 'INTERNAL', 'UNAVAILABLE', 'TIMEOUT'] as const satisfies readonly Code[]

/** Of a route with something of the caller's in its path. */
export const withId = ['NOT_FOUND', 'URI_TOO_LONG'] as const satisfies readonly Code[]

/** Of a route that may be sent a body: where none is meant, one that can't be read is refused all the same. */
export const withBody = ['BAD_ORIGIN', 'TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'] as const satisfies readonly Code[]

/** The error answers of a route, by status, each naming its codes. */
export function problems(...possible: readonly Code[]) {
  const byStatus = Map.groupBy([...possible, ...always], (code) => codes[code].status)
  const answers = [...byStatus].map(([status, names]) => {
    const description = [...new Set(names)].map((code) => `\`${code}\`: ${codes[code].title}`).join('\n\n')
    return [status, { description, content: { [problemType]: { schema: { $ref: 'Problem#' } } } }]
  })
  return Object.fromEntries(answers) as Record<never, never>
}
