import { errors, MicroError, registryClosed } from '@micro/core'
import { hasReason, isUnreachable } from './failure.ts'
import type { CallOptions, Member } from './member.ts'
import { authenticate, type Rpc } from './rpc.ts'

export interface ClusterOptions {
  readonly members: readonly Member[]
  readonly user: string | undefined
  readonly password: string
}

type Question<Answer> = (member: Member, token: string | undefined) => Promise<Answer>

/** The members as one: asks the one that answered last, or else the next that does; says who asks. */
export class Cluster {
  readonly #options: ClusterOptions
  /** Of the members, the one that answered last. */
  #current = 0
  #token: Promise<string | undefined> | undefined
  readonly #closing = new AbortController()

  constructor(options: ClusterOptions) {
    this.#options = options
  }

  call<Request, Answer>(rpc: Rpc<Request, Answer>, request: Request, signal?: AbortSignal): Promise<Answer> {
    return this.ask((member, token) => member.call(rpc, request, { token, signal }))
  }

  /**
   * Asks one member after the other until one answers.
   * @throws MicroError 503 `REGISTRY_UNREACHABLE` when none does; what a member refuses
   */
  async ask<Answer>(question: Question<Answer>): Promise<Answer> {
    const { members } = this.#options
    const first = this.#current
    let failure: unknown
    for (let i = 0; i < members.length; i++) {
      if (this.#closing.signal.aborted) throw registryClosed()
      const index = (first + i) % members.length
      const member = members[index]!
      try {
        const answer = await this.#withToken(member, question)
        this.#current = index
        return answer
      } catch (error) {
        if (!isUnreachable(error)) throw error
        failure = error
      }
    }
    if (this.#closing.signal.aborted) throw registryClosed()
    throw this.#unreachable(failure)
  }

  close(): void {
    this.#closing.abort()
    for (const member of this.#options.members) member.close()
  }

  async #withToken<Answer>(member: Member, question: Question<Answer>): Promise<Answer> {
    const token = this.#tokenOf(member)
    try {
      return await question(member, await token)
    } catch (error) {
      // Tokens end with the server's memory of them, and with each change of users and roles.
      const stale = hasReason(error, 'STALE_TOKEN') || hasReason(error, 'NO_USER')
      if (!stale || this.#options.user === undefined) throw error
      if (this.#token === token) this.#token = undefined
      return await question(member, await this.#tokenOf(member))
    }
  }

  /** One for all members, and for all who ask at the same time. */
  #tokenOf(member: Member): Promise<string | undefined> {
    const { user, password } = this.#options
    if (user === undefined) return Promise.resolve(undefined)
    this.#token ??= this.#authenticate(member, user, password)
    return this.#token
  }

  async #authenticate(member: Member, name: string, password: string): Promise<string | undefined> {
    const options: CallOptions = { token: undefined, signal: undefined }
    try {
      return (await member.call(authenticate, { name, password }, options)).token
    } catch (error) {
      // Then it answers everybody.
      if (hasReason(error, 'NO_AUTHENTICATION')) return undefined
      this.#token = undefined
      throw error
    }
  }

  #unreachable(cause: unknown): MicroError {
    const hosts = this.#options.members.map(({ host }) => host)
    if (hosts.length === 1 && cause instanceof MicroError) return cause
    const why = cause instanceof MicroError ? cause.detail : String(cause)
    const detail = `no member of etcd answers (${hosts.join(', ')}): ${why}`
    return errors.unavailable('micro.registry', detail, { reason: 'REGISTRY_UNREACHABLE', cause, stack: false })
  }
}
