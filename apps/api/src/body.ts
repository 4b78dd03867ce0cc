import type { FastifyInstance } from 'fastify'
import { badInput } from './problem.ts'

/** Bytes of a JSON body; the largest that any route means is a fifth of it. */
export const bodyLimit = 65_536

/**
 * JSON is the only form of a body, and an empty one is no body: clients that name the type on each request and send
 * nothing mean nothing by it. A route that needs a body then says so.
 */
export function readJson(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'string', bodyLimit }, (_request, body, done) => {
    const text = String(body)
    if (text === '') return done(null, undefined)
    try {
      const value: unknown = JSON.parse(text)
      done(null, value)
    } catch {
      done(badInput([{ path: '', message: 'is not JSON' }]))
    }
  })
}
