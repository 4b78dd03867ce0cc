import cookie from '@fastify/cookie'
import { systemClock } from '@micro/core'
import { fastify } from 'fastify'
import { readJson } from './body.ts'
import { addContext, traceOf } from './context.ts'
import type { ApiOptions, App } from './deps.ts'
import { errorHandler, sendProblem, toProblem } from './errors.ts'
import { securityHeaders } from './headers.ts'
import { Health } from './health.ts'
import { addLimits } from './limits.ts'
import { logRequests } from './log.ts'
import { answerOtherMethods } from './methods.ts'
import { describe, describeProblems, serveDocs } from './openapi.ts'
import { checkOrigin } from './origin.ts'
import { Problem } from './problem.ts'
import { refuseConnection } from './refuse.ts'
import { apiRoutes, basePath } from './routes/index.ts'
import { named } from './schemas/index.ts'
import { Sessions } from './session.ts'
import { uploadLimits } from './uploads/upload.ts'
import { ajvOptions, readIntegers, refuseUnknownParameters } from './validation.ts'

/** The gateway: what it serves, and what ends it in order. */
export interface Api {
  readonly app: App
  readonly health: Health
}

/**
 * Builds the gateway over clients that are handed in. It does not listen yet.
 *
 * A request passes, in this order: context and request id · 404, 405 · session (401) · limits (429) · body and form
 * (400, 413, 415) · origin (403) · the route, which asks the services.
 */
export function buildApi(options: ApiOptions): Api {
  const { clients, objects, log, clock = systemClock, development = false } = options
  const headers = securityHeaders(development)
  const app: App = fastify({
    // Lines of our own say what the platform's logs say, see `logRequests`.
    logger: false,
    genReqId: (message) => traceOf(message).traceId,
    requestIdHeader: false,
    ajv: { customOptions: ajvOptions },
    frameworkErrors: (error, request, reply) => sendProblem(toProblem(error), request, reply.headers(headers)),
    clientErrorHandler: (error, socket) => refuseConnection(error, socket, headers),
    // Longer than a file may take to come, which is told so by the route.
    requestTimeout: 60_000,
    trustProxy: options.trustProxy?.length ? [...options.trustProxy] : false,
    // While stopping, what still arrives is answered, and told to connect elsewhere.
    return503OnClosing: false,
    routerOptions: { maxParamLength: 256 },
  })
  const health = new Health(options.missing)

  app.setErrorHandler(errorHandler(log))
  app.setNotFoundHandler((request, reply) => sendProblem(new Problem('NOT_FOUND'), request, reply))
  readJson(app)
  for (const schema of named) app.addSchema(schema)

  addContext(app, { clock, timeout: options.timeout ?? 5000 })
  logRequests(app, log)
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(headers)
    const hasEmptyPart = Object.values(request.params ?? {}).includes('')
    done(request.is404 || hasEmptyPart ? new Problem('NOT_FOUND', 'there is nothing at this address') : undefined)
  })
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (health.stopping) reply.header('connection', 'close')
    done(null, payload)
  })
  // Read where it matters, and not from each request.
  app.register(cookie, { hook: false })
  app.decorateRequest('session')
  checkOrigin(app, options.publicOrigins ?? [])
  addLimits(app, options.rateLimits ?? true)
  refuseUnknownParameters(app)
  readIntegers(app)
  describe(app, '2.0.0')
  describeProblems(app)
  const answerOthers = answerOtherMethods(app)

  app.register(async () => health.routes(app))
  app.register(
    async (api: App) => {
      const sessions = new Sessions(clients.users, log, !development)
      const limits = options.uploadLimits ?? uploadLimits
      apiRoutes(api, { clients, objects, sessions, log, clock, uploadLimits: limits }, development)
    },
    { prefix: basePath },
  )
  app.register(async () => serveDocs(app))
  app.register(async () => answerOthers())
  return { app, health }
}
