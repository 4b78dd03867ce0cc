import type { Multipart, MultipartFile } from '@fastify/multipart'
import { type Clock, type Context, WorkContext } from '@micro/core'
import type { FastifyRequest } from 'fastify'
import { badInput, Problem } from '../problem.ts'
import { pointer } from '../validation.ts'

export interface UploadLimits {
  /** Bytes of a file. */
  readonly size: number
  /** Milliseconds for all of the form to come. */
  readonly total: number
  /** Milliseconds for the next part of it to come, while it is waited for. */
  readonly idle: number
  /** Milliseconds for the service to answer, once all has come. */
  readonly answer: number
}

export const uploadLimits: UploadLimits = { size: 5_000_000, total: 30_000, idle: 10_000, answer: 10_000 }

/** Bytes that a form needs beside the file, at most. */
const around = 65_536

/**
 * The one file of a form. Its bytes go on as they come and no faster than they are taken; nothing is kept here. The
 * last of them goes on only once the form has ended as it should: what is refused was never whole to whoever took it.
 */
export class Upload {
  readonly #request: FastifyRequest
  readonly #clock: Clock
  readonly #limits: UploadLimits
  readonly #end: number
  readonly #parts: AsyncIterator<Multipart>
  #file: MultipartFile | undefined
  #problem: Problem | undefined

  constructor(request: FastifyRequest, clock: Clock, limits: UploadLimits) {
    this.#request = request
    this.#clock = clock
    this.#limits = limits
    this.#end = clock.now() + limits.total
    this.#parts = request.parts()
  }

  /**
   * Has `send` take the file. It gets a context of its own, since a file may come for longer than a call may take; who
   * goes away takes the call along.
   *
   * @throws Problem BAD_INPUT, TOO_LARGE, REQUEST_TIMEOUT @throws what `send` throws
   */
  async sendTo<T>(send: (content: AsyncIterable<Uint8Array>, ctx: Context) => Promise<T>): Promise<T> {
    const { ctx } = this.#request
    const { trace, metadata } = ctx
    const { total, answer } = this.#limits
    const own = new WorkContext(this.#clock, { timeout: total + answer, trace: trace ?? null, metadata })
    ctx.attach(own)
    try {
      return await send(this.#content(await this.#open()), own)
    } catch (error) {
      // A call that its own source ended says no more than that.
      throw this.#problem ?? error
    } finally {
      ctx.detach(own)
      this.#file?.file.destroy()
      // Nobody reads it any more: it must not hold up the connection.
      this.#request.raw.resume()
    }
  }

  /** Reads up to where the file begins. */
  async #open(): Promise<MultipartFile> {
    if (!this.#request.isMultipart()) throw missing()
    if (Number(this.#request.headers['content-length'] ?? 0) > this.#limits.size + around) throw this.#tooLarge()
    const first = await this.#read(this.#parts.next())
    if (first.done === true) throw missing()
    const part = first.value
    if (part.type === 'file') this.#file = part
    if (part.fieldname !== 'file') throw unknown(part)
    if (part.type !== 'file') throw badInput([{ path: '/file', message: 'must be a file' }])
    return part
  }

  async *#content({ file }: MultipartFile): AsyncGenerator<Uint8Array> {
    const chunks: AsyncIterator<Buffer> = file[Symbol.asyncIterator]()
    let size = 0
    for (;;) {
      const chunk = await this.#read(chunks.next())
      if (chunk.done === true) break
      size += chunk.value.length
      if (size > this.#limits.size) throw this.#fail(this.#tooLarge())
      yield chunk.value
    }
    const next = await this.#read(this.#parts.next())
    if (next.done !== true) throw this.#fail(unknown(next.value))
  }

  /** What comes next of the form, in time. */
  async #read<T>(coming: Promise<T>): Promise<T> {
    const late = Promise.withResolvers<never>()
    const left = Math.max(0, Math.min(this.#limits.idle, this.#end - this.#clock.now()))
    const timer = this.#clock.after(left, () => late.reject(new Problem('REQUEST_TIMEOUT')))
    try {
      return await Promise.race([coming, late.promise])
    } catch (error) {
      throw this.#fail(error instanceof Problem ? error : broken(error))
    } finally {
      timer.cancel()
    }
  }

  #tooLarge(): Problem {
    return new Problem('TOO_LARGE', `a file has at most ${this.#limits.size} bytes`)
  }

  #fail(problem: Problem): Problem {
    this.#problem ??= problem
    return problem
  }
}

function missing(): Problem {
  return badInput([{ path: '/file', message: 'is missing' }])
}

function unknown({ fieldname }: Multipart): Problem {
  const message = fieldname === 'file' ? 'must be sent once' : 'is not known here'
  return badInput([{ path: `/${pointer(fieldname)}`, message }])
}

function broken(cause: unknown): Problem {
  const errors = [{ path: '', message: 'is not a whole form of multipart/form-data' }]
  return new Problem('BAD_INPUT', 'the body is not a whole form of multipart/form-data', { errors, cause })
}
