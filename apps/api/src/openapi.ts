import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import { addExamples, type Description } from './examples.ts'
import { cookieName } from './session.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Parts of the route's schema as the API's description has them; they check nothing. */
    described?: FastifySchema
  }
}

export const docsPath = '/docs'

/**
 * What the page may load: its own files and nothing else. The page styles itself by attributes, which a policy allows
 * all or none of; its pictures are data URLs.
 */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** Makes the API's description from the routes' own schemas. Before the routes. */
export function describe(app: FastifyInstance, version: string): void {
  app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'renting',
        version,
        description:
          'Rent a home, or rent yours out. Money is in minor units, stays are half-open: you leave on the day of ' +
          '`checkOut`. Errors are `application/problem+json` with a stable `code`.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: '/', description: 'Where this description comes from' }],
      tags: [
        { name: 'account', description: 'Who I am' },
        { name: 'houses', description: 'Publish and find' },
        { name: 'orders', description: 'Ask the price, book, decide' },
        {
          name: 'development',
          description: 'What the development providers did, and the time; not there in production',
        },
      ],
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer', description: 'The token of POST /sessions' },
          cookie: {
            type: 'apiKey',
            in: 'cookie',
            name: cookieName,
            description: 'Set by POST /sessions. A request that changes something needs an Origin that is ours',
          },
        },
      },
    },
    // What a route says of itself to people only, where what it checks is said otherwise.
    // OpenAPI has no word for the rest of a path; it is called a key there.
    transform: ({ schema, url, route }) => ({
      schema: { ...schema, ...route.config?.described },
      url: url.replace('*', ':key'),
    }),
    transformObject: (described) => {
      if (!('openapiObject' in described)) return described.swaggerObject
      addExamples(described.openapiObject as Description)
      return described.openapiObject
    },
    refResolver: { buildLocalReference: (json, _baseUri, _fragment, i) => String(json.$id ?? `def-${i}`) },
  })
}

/**
 * Problems are written as they are, by whoever throws them: what a route says of them is for its description alone.
 * Without this each of them would get a writer of its own, some five hundred that nobody calls. Before the routes.
 */
export function describeProblems(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    const response = route.schema?.response ?? undefined
    if (response === undefined) return
    const own = Object.entries(response).filter(([status]) => Number(status) < 400)
    route.config = { ...route.config, described: { response, ...route.config?.described } }
    route.schema = { ...route.schema, response: Object.fromEntries(own) }
  })
}

/** `GET /openapi.json`, and a page to read and try it, from files of our own. */
export function serveDocs(app: FastifyInstance): void {
  app.register(swaggerUi, {
    routePrefix: docsPath,
    staticCSP: policy,
    uiConfig: { validatorUrl: null, deepLinking: true, persistAuthorization: true, tryItOutEnabled: true },
    // Without the library's own bar: it shows a name that is not ours, and a field to load other descriptions.
    theme: { title: 'renting API', css: [{ filename: 'theme.css', content: '.swagger-ui .topbar { display: none }' }] },
  })
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger())
}
