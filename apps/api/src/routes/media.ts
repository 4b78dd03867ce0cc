import { isKey, type StoredObject } from '@renting/platform/objects'
import type { App, RouteDeps } from '../deps.ts'
import { parseTags } from '../entity-tags.ts'
import { Problem } from '../problem.ts'
import { empty } from '../schemas/common.ts'
import { MediaParams, Picture, TagHeader } from '../schemas/image.ts'
import { problems } from '../schemas/problem.ts'
import { anyone } from './security.ts'

/** A year: what lies under a key never changes. */
const forever = 'public, max-age=31536000, immutable'

/** Pictures, where no CDN stands before the object store. */
export function mediaRoutes(app: App, { objects, log }: RouteDeps): void {
  async function find(key: string, requestId: string): Promise<StoredObject> {
    try {
      const found = isKey(key) ? await objects.get(key) : undefined
      if (found !== undefined) return found
    } catch (err) {
      log.warn({ requestId, err }, 'the object store did not answer')
      throw new Problem('UNAVAILABLE', undefined, { cause: err, retryAfter: 1 })
    }
    throw new Problem('NOT_FOUND')
  }

  app.get(
    '/media/*',
    {
      config: { described: { params: MediaParams, headers: TagHeader } },
      schema: {
        operationId: 'getPicture',
        summary: 'A picture, at the address that a house or a person gives for it',
        description: 'The key has slashes. What lies under it never changes, so it may be kept for ever.',
        tags: ['houses'],
        security: anyone,
        response: { 200: Picture, 304: empty('It is what the client has'), ...problems('NOT_FOUND') },
      },
    },
    async (request, reply) => {
      const { '*': key } = request.params as { '*': string }
      const { type, size, body } = await find(key, request.id)
      const tag = `"${key}"`
      // Others' pages may show them: they are for all to see.
      reply.headers({ etag: tag, 'cache-control': forever, 'cross-origin-resource-policy': 'cross-origin' })
      const known = parseTags(request.headers['if-none-match'] ?? '')
      if (known === '*' || known?.some((each) => each.replace(/^W\//, '') === tag)) {
        body.destroy()
        return reply.code(304).send()
      }
      if (request.method === 'HEAD') body.destroy()
      return reply.type(type).header('content-length', size).send(body)
    },
  )
}
