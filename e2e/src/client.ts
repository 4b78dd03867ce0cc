/** What the gateway answers when it does not do what was asked: application/problem+json. */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail?: string
  readonly instance: string
  readonly code: string
  readonly requestId: string
  readonly errors?: readonly { readonly path: string; readonly message: string }[]
}

/** An answer that is no success. */
export class ProblemError extends Error {
  readonly problem: Problem
  readonly headers: Headers

  constructor(request: string, problem: Problem, headers: Headers) {
    super(`${request}: ${JSON.stringify(problem)}`)
    this.name = 'ProblemError'
    this.problem = problem
    this.headers = headers
  }
}

export interface Answer<T> {
  readonly status: number
  readonly headers: Headers
  readonly body: T
}

export interface RequestOptions {
  readonly body?: object
  /** The Idempotency-Key. */
  readonly key?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** Milliseconds after which an answer counts as never given: the gateway's own limit is 5 s. */
const patience = 15_000

/** Somebody who calls the gateway. */
export class Client {
  readonly #url: string
  readonly #token: string | undefined

  /** @param url of the gateway, without a path */
  constructor(url: string, token?: string) {
    this.#url = url
    this.#token = token
  }

  /** The same gateway, as somebody who is signed in. */
  as(token: string): Client {
    return new Client(this.#url, token)
  }

  async get<T>(path: string): Promise<T> {
    return (await this.request<T>('GET', path)).body
  }

  async post<T>(path: string, body: object, key?: string): Promise<T> {
    return (await this.request<T>('POST', path, { body, ...(key !== undefined && { key }) })).body
  }

  async put<T>(path: string, body: object): Promise<T> {
    return (await this.request<T>('PUT', path, { body })).body
  }

  /** @param path below `/api/v2` @throws ProblemError for any answer but a success */
  async request<T>(method: string, path: string, options: RequestOptions = {}): Promise<Answer<T>> {
    const answer = await this.try<T>(method, path, options)
    if (answer.status < 300) return answer as Answer<T>
    throw new ProblemError(`${method} ${path}`, answer.body as Problem, answer.headers)
  }

  /** As `request`, but whatever is answered is returned. @throws when it is neither JSON nor empty, or does not come */
  async try<T>(method: string, path: string, options: RequestOptions = {}): Promise<Answer<T | Problem>> {
    const { body, key, headers = {} } = options
    const response = await fetch(`${this.#url}/api/v2${path}`, {
      method,
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(this.#token !== undefined && { authorization: `Bearer ${this.#token}` }),
        ...(key !== undefined && { 'idempotency-key': key }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(patience),
    })
    const text = await response.text()
    const type = response.headers.get('content-type') ?? ''
    if (text !== '' && !/^application\/(problem\+)?json/.test(type)) {
      throw new Error(`${method} ${path}: ${response.status} ${type}: ${text.slice(0, 200)}`)
    }
    const parsed = (text === '' ? undefined : JSON.parse(text)) as T | Problem
    return { status: response.status, headers: response.headers, body: parsed }
  }
}
