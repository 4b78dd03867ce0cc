import { MicroError } from '@micro/core'
import type { Actor } from '@renting/contracts/common/v1'
import type { User, UserServiceClient } from '@renting/contracts/user/v1'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Log } from './log.ts'
import { Problem } from './problem.ts'

/** Who makes a request. */
export interface Session {
  readonly token: string
  /** How the token came. */
  readonly via: 'bearer' | 'cookie'
  readonly actor: Actor
  readonly user: User
  /** Milliseconds since 1970, UTC. */
  readonly expiresAt: number
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Undefined where nobody is signed in, or the route does not ask. */
    session: Session | undefined
  }
}

export const cookieName = 'session'

/** Seconds that a session lasts unless it is used. */
const lifetime = 30 * 24 * 3600

export class Sessions {
  readonly #users: UserServiceClient
  readonly #log: Log
  readonly #secure: boolean

  /** @param secure whether browsers may send the cookie over https only */
  constructor(users: UserServiceClient, log: Log, secure: boolean) {
    this.#users = users
    this.#log = log
    this.#secure = secure
  }

  /** For `onRequest` of routes that need somebody signed in. @throws Problem NOT_SIGNED_IN */
  readonly require = async (request: FastifyRequest): Promise<void> => {
    await this.find(request)
    if (request.session === undefined) throw new Problem('NOT_SIGNED_IN')
  }

  /** For `onRequest` of routes that anyone may ask, and that answer a known person better. */
  readonly find = async (request: FastifyRequest): Promise<void> => {
    const sent = tokenOf(request)
    if (sent === undefined) return
    request.session = await this.#resolve(request, sent)
  }

  async #resolve(request: FastifyRequest, { token, via }: SentToken): Promise<Session | undefined> {
    try {
      const { actor, user, expiresAtMs } = await this.#users.resolveSession({ token }, { ctx: request.ctx })
      if (actor === undefined || user === undefined) return undefined
      return { token, via, actor, user, expiresAt: expiresAtMs }
    } catch (error) {
      if (error instanceof MicroError && error.code === 401) return undefined
      throw error
    }
  }

  /** Gives whoever signed in their new token. The browser's older session, if there is one, ends: it was replaced. */
  async begin(request: FastifyRequest, reply: FastifyReply, token: string): Promise<void> {
    this.setCookie(reply, token)
    const old = cookieToken(request)
    if (old === undefined) return
    try {
      await this.#users.signOut({ token: old }, { ctx: request.ctx })
    } catch (err) {
      this.#log.warn({ requestId: request.id, err }, 'a replaced session was not ended')
    }
  }

  /** Has a browser keep the token, and send it to nobody else. */
  setCookie(reply: FastifyReply, token: string): void {
    reply.setCookie(cookieName, token, { ...this.#attributes(), maxAge: lifetime })
  }

  clearCookie(reply: FastifyReply): void {
    reply.clearCookie(cookieName, this.#attributes())
  }

  #attributes() {
    return { path: '/', httpOnly: true, sameSite: 'lax', secure: this.#secure } as const
  }
}

/** Of a request that has passed `require`. */
export function sessionOf(request: FastifyRequest): Session {
  if (request.session === undefined) throw new Problem('NOT_SIGNED_IN')
  return request.session
}

/** What a browser sent as the session's cookie, whatever it is. */
export function sentCookie({ headers, server }: FastifyRequest): string | undefined {
  return headers.cookie === undefined ? undefined : server.parseCookie(headers.cookie)[cookieName]
}

function cookieToken(request: FastifyRequest): string | undefined {
  return wellFormed(sentCookie(request))
}

interface SentToken {
  readonly token: string
  readonly via: 'bearer' | 'cookie'
}

/** A token in the header is meant for this request; the cookie comes along by itself. So the header wins. */
function tokenOf(request: FastifyRequest): SentToken | undefined {
  const { authorization } = request.headers
  const bearer = authorization === undefined ? undefined : /^bearer +(\S+) *$/i.exec(authorization)?.[1]
  const via = bearer === undefined ? 'cookie' : 'bearer'
  const token = bearer === undefined ? cookieToken(request) : wellFormed(bearer)
  return token === undefined ? undefined : { token, via }
}

/** What is no token of ours by its look is not worth a call. */
function wellFormed(token: string | undefined): string | undefined {
  return token !== undefined && /^[\w.~+/=-]{1,256}$/.test(token) ? token : undefined
}
