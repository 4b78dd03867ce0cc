import type { FastifyInstance, HTTPMethods } from 'fastify'
import { docsPath } from './openapi.ts'
import { Problem } from './problem.ts'

const methods: readonly HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

/**
 * Answers what the routes don't: a method that an address has not is 405 and named apart from an address that is not
 * there, and OPTIONS says which there are.
 *
 * @returns what to call once all routes are there
 */
export function answerOtherMethods(app: FastifyInstance): () => void {
  const known = new Map<string, Set<string>>()
  app.addHook('onRoute', ({ url, method }) => {
    // The documentation's files are none of our routes.
    if (url.startsWith(docsPath)) return
    const seen = known.get(url) ?? new Set<string>()
    for (const name of [method].flat()) seen.add(name)
    known.set(url, seen)
  })
  return () => {
    for (const [url, seen] of [...known]) {
      const allow = [...seen, 'OPTIONS'].sort().join(', ')
      app.route({
        method: methods.filter((method) => !seen.has(method)),
        url,
        schema: { hide: true },
        // Before the body is read: nothing in it could help.
        onRequest: async (request, reply) => {
          if (request.method === 'OPTIONS') return reply.code(204).header('allow', allow).send()
          throw new Problem('METHOD_NOT_ALLOWED', undefined, { headers: { allow } })
        },
        handler: async () => undefined,
      })
    }
  }
}
