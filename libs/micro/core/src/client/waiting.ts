import type { Abortable } from '../context.ts'
import { errors } from '../errors.ts'

/** Calls that look for a node: no connection knows of them yet, so the client's end must reach them by itself. */
export class Waiting {
  readonly #calls = new Set<Abortable>()
  #closed = false

  add(call: Abortable): void {
    if (this.#closed) call.abort(clientClosed())
    else this.#calls.add(call)
  }

  delete(call: Abortable): void {
    this.#calls.delete(call)
  }

  close(): void {
    this.#closed = true
    for (const call of this.#calls) call.abort(clientClosed())
    this.#calls.clear()
  }
}

function clientClosed() {
  return errors.unavailable('micro.client', 'client is closed', { stack: false })
}
