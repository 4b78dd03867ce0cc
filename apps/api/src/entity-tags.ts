import type { House } from '@renting/contracts/house/v1'
import type { FastifyRequest } from 'fastify'
import { badInput } from './problem.ts'
import { present } from './views/common.ts'

/** What a condition says of entity tags: any, or one of these, as they were written. */
export type Tags = '*' | readonly string[]

const list = /^[ \t]*(?:W\/)?"[^"]*"(?:[ \t]*,[ \t]*(?:W\/)?"[^"]*")*[ \t]*$/

/** @returns undefined for what is neither `*` nor a list of tags as RFC 9110 writes them */
export function parseTags(header: string): Tags | undefined {
  if (header.trim() === '*') return '*'
  return list.test(header) ? (header.match(/(?:W\/)?"[^"]*"/g) ?? undefined) : undefined
}

/** Names the state a landlord left the house in. What changes without them, such as the rating, is not in it. */
export function houseTag(house: House | undefined): string {
  return `"${present(house, 'a house').version}"`
}

/** Under which condition something is to be changed. @throws Problem BAD_INPUT for one that is none */
export function ifMatch(request: FastifyRequest): Tags | undefined {
  const header = request.headers['if-match']
  if (header === undefined) return undefined
  const tags = parseTags(header)
  if (tags === undefined) throw badInput([{ path: '/If-Match', message: 'must be * or entity tags such as "7"' }])
  return tags
}

/** For `preValidation` of routes that heed `If-Match`. */
export async function checkIfMatch(request: FastifyRequest): Promise<void> {
  ifMatch(request)
}
