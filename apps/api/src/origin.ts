import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Problem } from './problem.ts'
import { sentCookie } from './session.ts'

const reading: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * A browser sends the session's cookie with every request, whichever page made it. So a request that changes something
 * and carries it must come from a page of ours.
 *
 * Checked once the request is known to be well-formed, as all that is answered with 403.
 *
 * @param allowed origins besides the gateway's own
 */
export function checkOrigin(app: FastifyInstance, allowed: readonly string[]): void {
  const listed = new Set(allowed.map(normal))
  app.addHook('preHandler', (request, _reply, done) => {
    if (reading.has(request.method) || sentCookie(request) === undefined) return done()
    const { origin } = request.headers
    if (origin === undefined) {
      return done(new Problem('BAD_ORIGIN', 'a request with a session cookie needs an Origin header'))
    }
    const sent = normal(origin)
    if (sent !== undefined && (sent === own(request) || listed.has(sent))) return done()
    done(new Problem('BAD_ORIGIN', 'the Origin header names a site that is not ours'))
  })
}

function own(request: FastifyRequest): string | undefined {
  return normal(`${request.protocol}://${request.host}`)
}

/** Without the port that goes without saying; undefined for what is no origin, `null` among it. */
function normal(origin: string): string | undefined {
  if (!URL.canParse(origin)) return undefined
  const { origin: text, pathname, search, hash, username } = new URL(origin)
  return text !== 'null' && pathname === '/' && search + hash + username === '' ? text : undefined
}
