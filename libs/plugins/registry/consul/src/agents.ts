import { type Log, MicroError } from '@micro/core'
import type { AgentAddress } from './address.ts'
import { isBusy, mayPass, refused, unreadable } from './failures.ts'
import type { Http, HttpAnswer } from './http.ts'

export interface Question {
  readonly method?: 'GET' | 'PUT'
  /** Below `/v1/`, its parts encoded. */
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly body?: string
  /** Milliseconds. @default the client's */
  readonly timeout?: number
  readonly blocking?: boolean
  readonly signal?: AbortSignal | undefined
  /** What else than 200 is an answer. @default nothing */
  expects?(status: number, text: string): boolean
}

export interface Answer {
  readonly status: number
  /** Of the state that was read; undefined where consul gave none. */
  readonly index: number | undefined
  /** Whether the token may not see all there is. */
  readonly filtered: boolean
  readonly text: string
  /** Who answered. */
  readonly address: string
}

export interface AgentsOptions {
  readonly http: Http
  readonly addresses: readonly AgentAddress[]
  /** Milliseconds. */
  readonly timeout: number
  readonly datacenter: string | undefined
  readonly log: Log | undefined
  /** Consul was away, and is back. */
  returned(): void
}

/** Consul's agents: the one that answered last is asked, then the next. */
export class Agents {
  readonly #options: AgentsOptions
  #current = 0
  #up = true
  #hidden = false

  constructor(options: AgentsOptions) {
    this.#options = options
  }

  /** @throws MicroError: a refusal at once, else the last agent's failure */
  async ask(question: Question): Promise<Answer> {
    const { addresses } = this.#options
    let failure: unknown
    for (let i = 0; i < addresses.length; i++) {
      const index = (this.#current + i) % addresses.length
      try {
        const answer = await this.#askOne(addresses[index]!, question)
        this.#current = index
        this.#back(answer.address)
        return answer
      } catch (error) {
        if (!(error instanceof MicroError) || !mayPass(error)) throw error
        failure = error
      }
    }
    this.#lost(failure)
    throw failure
  }

  /** Asks all, for what only the right one knows. @throws MicroError when none answers */
  async askAll(question: Question): Promise<void> {
    const asked = this.#options.addresses.map((address) => this.#askOne(address, question))
    const results = await Promise.allSettled(asked)
    if (results.some(({ status }) => status === 'fulfilled')) return
    const failures = results.map((result) => (result as PromiseRejectedResult).reason as unknown)
    // A refusal says more than an agent that is away.
    const refusal = failures.find((error) => !(error instanceof MicroError && mayPass(error)))
    if (refusal === undefined) this.#lost(failures[0])
    throw refusal ?? failures[0]
  }

  async #askOne(address: AgentAddress, question: Question): Promise<Answer> {
    const { http, timeout, datacenter } = this.#options
    const { method = 'GET', path, query = {}, body, blocking = false, signal } = question
    const search = new URLSearchParams({ ...query, ...(datacenter !== undefined && { dc: datacenter }) }).toString()
    const { status, headers, text }: HttpAnswer = await http.send(address, {
      method,
      path: `/v1/${path}${search === '' ? '' : `?${search}`}`,
      ...(body !== undefined && { body }),
      timeout: question.timeout ?? timeout,
      blocking,
      signal,
    })
    if (status !== 200 && !question.expects?.(status, text)) throw refused(address.text, status, text)
    const filtered = headers['x-consul-results-filtered-by-acls'] === 'true'
    if (filtered) this.#tellHidden(address)
    const index = Number(headers['x-consul-index'])
    return { status, index: Number.isSafeInteger(index) ? index : undefined, filtered, text, address: address.text }
  }

  #lost(error: unknown): void {
    if (!this.#up || (error instanceof MicroError && isBusy(error))) return
    this.#up = false
    const why = error instanceof MicroError ? error.detail : String(error)
    this.#options.log?.warn({ error: why }, 'consul is away: trying until it is back')
  }

  #back(address: string): void {
    if (this.#up) return
    this.#up = true
    this.#options.log?.info({ address }, 'consul is back')
    this.#options.returned()
  }

  #tellHidden({ text }: AgentAddress): void {
    if (this.#hidden) return
    this.#hidden = true
    this.#options.log?.warn(
      { address: text },
      'consul hides services from this token: it needs service:read and node:read',
    )
  }
}

/** The path of one thing that an agent keeps. */
export function agentPath(what: string, id: string): string {
  return `agent/${what}/${part(id)}`
}

/** One part of a path. */
export function part(text: string): string {
  // Dots alone would be taken for a step in the path.
  return /^\.+$/.test(text) ? text.replaceAll('.', '%2E') : encodeURIComponent(text.toWellFormed())
}

/** @throws MicroError 503 for what is no JSON */
export function parseJson(answer: Answer): unknown {
  try {
    return JSON.parse(answer.text)
  } catch (cause) {
    throw unreadable(answer.address, cause)
  }
}
