import type { ServerContext } from '../context.ts'
import type { Method, ServiceDescription } from '../description.ts'
import { errors } from '../errors.ts'
import { MethodStats } from '../stats.ts'
import { compose, type Handle, ordered, type Wrapper } from '../wrapper.ts'

/** A method with its handler, wrapped: what a request is given to. */
export interface Endpoint {
  readonly method: Method
  readonly handle: Handle
  readonly stats: MethodStats
  /** Answered also when the service is overloaded or draining, and not advertised: health and statistics. */
  readonly internal: boolean
}

export interface HandleOptions {
  /** Not in the registry, not refused under load, not wrapped. @default false */
  readonly internal?: boolean
}

/** The handlers of a service, by endpoint. All servers of the service share one. */
export class Router {
  readonly #service: string
  readonly #wrappers: readonly Wrapper[]
  readonly #endpoints = new Map<string, Endpoint>()

  constructor(service: string, wrappers: readonly Wrapper[] = []) {
    this.#service = service
    this.#wrappers = ordered(wrappers)
  }

  /**
   * Registers every method of a description; the wrappers are composed here, once.
   * @throws MicroError 409 when an endpoint is taken, 501 when the handler lacks a method
   */
  handle<H>(description: ServiceDescription<unknown, H>, handler: NoInfer<H>, options: HandleOptions = {}): void {
    const internal = options.internal ?? false
    for (const [name, method] of Object.entries(description.methods)) {
      const implementation = (handler as Record<string, unknown>)[name]
      if (typeof implementation !== 'function') {
        throw errors.notImplemented(this.#service, `handler of ${description.name} has no method ${name}`)
      }
      if (this.#endpoints.has(method.endpoint)) {
        throw errors.conflict(this.#service, `${method.endpoint} is handled already`)
      }
      const core: Handle = (request, ctx: ServerContext) => implementation.call(handler, request, ctx)
      const handle = compose(internal ? [] : this.#wrappers, core, (wrapper, next) =>
        wrapper.server?.(next, method, this.#service),
      )
      this.#endpoints.set(method.endpoint, { method, handle, internal, stats: new MethodStats() })
    }
  }

  find(endpoint: string): Endpoint | undefined {
    return this.#endpoints.get(endpoint)
  }

  get endpoints(): Iterable<Endpoint> {
    return this.#endpoints.values()
  }
}
