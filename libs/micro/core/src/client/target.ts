import type { Codec } from '../codec.ts'
import type { Method } from '../description.ts'
import { errors } from '../errors.ts'
import type { Route } from '../transport.ts'
import type { RetryBudget } from './budget.ts'

/** A method of a service as this client calls it: all that its calls have in common. */
export class Target {
  readonly service: string
  readonly method: Method
  readonly budget: RetryBudget
  readonly idempotent: boolean
  readonly #from: string
  readonly #codecs: readonly Codec[]
  readonly #encodings = new Map<string, Encoding>()
  /** Of the client's default content type. */
  readonly encoding: Encoding

  constructor(from: string, service: string, method: Method, codecs: readonly Codec[], budget: RetryBudget) {
    this.service = service
    this.method = method
    this.budget = budget
    this.idempotent = method.idempotency !== 'unknown'
    this.#from = from
    this.#codecs = codecs
    this.encoding = this.#encode(codecs[0]!.contentType)
  }

  /** @throws MicroError 400 for a content type this client has no codec for */
  encodingOf(contentType: string | undefined): Encoding {
    if (contentType === undefined) return this.encoding
    return this.#encodings.get(contentType) ?? this.#encode(contentType)
  }

  #encode(contentType: string): Encoding {
    const codec = this.#codecs.find((candidate) => candidate.contentType === contentType)
    if (codec === undefined) throw errors.badRequest('micro.client', `no codec for ${contentType}`)
    const route = { service: this.service, endpoint: this.method.endpoint, contentType, from: this.#from }
    const encoding = { codec, route }
    this.#encodings.set(contentType, encoding)
    return encoding
  }
}

export interface Encoding {
  readonly codec: Codec
  /** One object, known to every socket by its identity. */
  readonly route: Route
}
