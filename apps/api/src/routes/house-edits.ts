import { MicroError } from '@micro/core'
import type { FastifyRequest } from 'fastify'
import type { App, RouteDeps } from '../deps.ts'
import { checkIfMatch, houseTag, ifMatch } from '../entity-tags.ts'
import { Problem } from '../problem.ts'
import { empty, IdParams, reference } from '../schemas/common.ts'
import { House, HousePatch } from '../schemas/house.ts'
import { problems, withBody, withId } from '../schemas/problem.ts'
import { sessionOf } from '../session.ts'
import { present } from '../views/common.ts'
import { houseView, toHousePatch } from '../views/house.ts'
import { OptionalIfMatch, RequiredIfMatch } from './if-match-header.ts'
import { signedIn } from './security.ts'

const refusals = ['NOT_SIGNED_IN', 'FORBIDDEN', 'WRONG_STATE', 'PRECONDITION_FAILED'] as const

/** How often a change under `If-Match: *` is begun again because another came between. */
const attempts = 5

export function houseEditRoutes(app: App, { clients: { houses }, sessions }: RouteDeps): void {
  /**
   * The version that the request's condition is true of. The house is asked for first: who may not change it is not
   * told that they forgot the condition.
   */
  async function versionFor(request: FastifyRequest, id: string): Promise<number> {
    const { house } = await houses.getHouse({ id }, { ctx: request.ctx })
    const { landlord, version } = present(house, 'a house')
    if (landlord?.id !== sessionOf(request).actor.userId) throw new Problem('FORBIDDEN')
    const tags = ifMatch(request)
    if (tags === undefined) throw new Problem('PRECONDITION_REQUIRED', 'send If-Match with the ETag of the house')
    if (tags !== '*' && !tags.includes(houseTag(house))) throw new Problem('PRECONDITION_FAILED')
    return version
  }

  app.patch(
    '/houses/:id',
    {
      onRequest: sessions.require,
      preValidation: checkIfMatch,
      config: { described: { headers: RequiredIfMatch } },
      schema: {
        operationId: 'updateHouse',
        summary: 'Change a house of mine',
        description: 'What is not sent stays. Only the version that I have seen is changed, as named by `If-Match`.',
        tags: ['houses'],
        security: signedIn,
        params: IdParams,
        headers: OptionalIfMatch,
        body: HousePatch,
        response: {
          200: reference(House),
          ...problems(
            ...withBody,
            ...withId,
            ...refusals,
            'INVALID_HOUSE',
            'PRECONDITION_REQUIRED',
            'UNKNOWN_AREA',
            'UNKNOWN_FACILITY',
          ),
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const { actor } = sessionOf(request)
      const patch = toHousePatch(request.body)
      for (let left = attempts; ; left -= 1) {
        const version = await versionFor(request, id)
        try {
          const { house } = await houses.updateHouse({ actor, id, version, patch }, { ctx: request.ctx })
          return reply.header('etag', houseTag(house)).send(houseView(house))
        } catch (error) {
          const between = error instanceof MicroError && error.code === 412
          if (!between || ifMatch(request) !== '*' || left === 1) throw error
        }
      }
    },
  )

  app.delete(
    '/houses/:id',
    {
      onRequest: sessions.require,
      preValidation: checkIfMatch,
      schema: {
        operationId: 'withdrawHouse',
        summary: 'Take a house of mine off offer',
        description: 'Bookings of it stand. With `If-Match`, only the version that I have seen.',
        tags: ['houses'],
        security: signedIn,
        params: IdParams,
        headers: OptionalIfMatch,
        response: { 204: empty('The house is withdrawn'), ...problems(...withBody, ...withId, ...refusals) },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const { actor } = sessionOf(request)
      const tags = ifMatch(request)
      const version = tags === undefined || tags === '*' ? undefined : await versionFor(request, id)
      await houses.withdrawHouse({ actor, id, version }, { ctx: request.ctx })
      return reply.code(204).send(undefined)
    },
  )
}
