import type { Page } from './model.ts'

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
  /** An object is sent as JSON, a form as multipart, text as it is and called JSON. */
  readonly body?: object | string | FormData
  /** The Idempotency-Key. */
  readonly key?: string
  /** The If-Match: the ETag that was seen. */
  readonly match?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** Milliseconds after which an answer counts as never given: the gateway's own limit is 5 s. */
const patience = 15_000

/** A form with one file, whose type the sender claims by its name alone. */
export function formOf(file: Uint8Array<ArrayBuffer>, name = 'a.jpg', field = 'file'): FormData {
  const form = new FormData()
  form.append(field, new Blob([file], { type: 'image/jpeg' }), name)
  return form
}

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

  /** All items of a list, part by part. @param path with a query */
  async all<T>(path: string): Promise<readonly T[]> {
    const found: T[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: Page<T> = await this.get(`${path}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`)
      found.push(...page.items)
      cursor = page.nextCursor
    }
    return found
  }

  async post<T>(path: string, body: object, key?: string): Promise<T> {
    return (await this.request<T>('POST', path, { body, ...(key !== undefined && { key }) })).body
  }

  async put<T>(path: string, body: object): Promise<T> {
    return (await this.request<T>('PUT', path, { body })).body
  }

  async patch<T>(path: string, body: object, match?: string): Promise<T> {
    return (await this.request<T>('PATCH', path, { body, ...(match !== undefined && { match }) })).body
  }

  async delete(path: string, match?: string): Promise<void> {
    await this.request('DELETE', path, match === undefined ? {} : { match })
  }

  /** Sends a file as a page's form does, in the field `file`. */
  async upload<T>(method: 'POST' | 'PUT', path: string, file: Uint8Array<ArrayBuffer>, name = 'a.jpg'): Promise<T> {
    return (await this.request<T>(method, path, { body: formOf(file, name) })).body
  }

  /** @param path below `/api/v2` @throws ProblemError for any answer but a success */
  async request<T>(method: string, path: string, options: RequestOptions = {}): Promise<Answer<T>> {
    const answer = await this.try<T>(method, path, options)
    if (answer.status < 300) return answer as Answer<T>
    throw new ProblemError(`${method} ${path}`, answer.body as Problem, answer.headers)
  }

  /** As `request`, but whatever is answered is returned. A picture has no body here. @throws Error for what is neither JSON nor a picture, and when nothing comes */
  async try<T>(method: string, path: string, options: RequestOptions = {}): Promise<Answer<T | Problem>> {
    const { body, key, match, headers = {} } = options
    const isForm = body instanceof FormData
    const response = await fetch(`${this.#url}/api/v2${path}`, {
      method,
      headers: {
        ...(body !== undefined && !isForm && { 'content-type': 'application/json' }),
        ...(this.#token !== undefined && { authorization: `Bearer ${this.#token}` }),
        ...(key !== undefined && { 'idempotency-key': key }),
        ...(match !== undefined && { 'if-match': match }),
        ...headers,
      },
      ...(body !== undefined && { body: isForm || typeof body === 'string' ? body : JSON.stringify(body) }),
      signal: AbortSignal.timeout(patience),
    })
    const type = response.headers.get('content-type') ?? ''
    const bytes = await response.bytes()
    const text = type.startsWith('image/') ? '' : new TextDecoder().decode(bytes)
    if (text !== '' && !/^application\/(problem\+)?json/.test(type)) {
      throw new Error(`${method} ${path}: ${response.status} ${type}: ${text.slice(0, 200)}`)
    }
    const parsed = (text === '' ? undefined : JSON.parse(text)) as T | Problem
    return { status: response.status, headers: response.headers, body: parsed }
  }
}
