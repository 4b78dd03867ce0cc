import { type Client, type ClientDuplexStream, Metadata, type ServiceError, status } from '@grpc/grpc-js'
import { type Log, type MicroError, registryCanceled, registryClosed } from '@micro/core'
import { type ChannelSettings, clientOf } from './channel.ts'
import { isUnreachable, toMicroError } from './failure.ts'
import type { Rpc } from './rpc.ts'

export interface MemberOptions extends ChannelSettings {
  /** Milliseconds for one answer. */
  readonly timeout: number
  readonly log: Log | undefined
}

export interface CallOptions {
  readonly token: string | undefined
  readonly signal: AbortSignal | undefined
}

/** A stream of etcd's that is open. */
export interface MemberStream<Request> {
  send(request: Request): void
  /** Its end, when we want it. Nobody hears of it. */
  cancel(): void
}

export interface StreamListener<Answer> {
  answer(answer: Answer): void
  /** Once, unless it was cancelled; also when the other side is done. */
  end(error: MicroError): void
}

/** One member of the cluster, as one client sees it. */
export class Member {
  readonly host: string
  readonly #options: MemberOptions
  readonly #client: Client
  /** False from when the member was lost until it answers again. */
  #up = true
  /** What ends the calls and streams that are under way. */
  readonly #calls = new Set<() => void>()
  #closed = false

  constructor(options: MemberOptions) {
    this.host = options.address.host
    this.#options = options
    this.#client = clientOf(options)
  }

  /** @throws MicroError by etcd's code; 499 when `signal` aborts; 408 after the timeout */
  call<Request, Answer>(rpc: Rpc<Request, Answer>, request: Request, { token, signal }: CallOptions): Promise<Answer> {
    const { path, encode, decode } = rpc
    return this.#pending(signal, (answered, failed) => {
      const done = (error: ServiceError | null, answer?: Answer) => (error ? failed(error) : answered(answer as Answer))
      const options = { deadline: this.#deadline() }
      return this.#client.makeUnaryRequest(path, encode, decode, request, metadataOf(token), options, done)
    })
  }

  /** A call that is a stream both ways, of which one question and one answer are needed. Throws as `call`. */
  ask<Request, Answer>(rpc: Rpc<Request, Answer>, request: Request, { token, signal }: CallOptions): Promise<Answer> {
    return this.#pending(signal, (answered, failed) => {
      const stream = this.#stream(rpc, metadataOf(token), this.#deadline())
      stream.on('error', failed)
      stream.on('end', () => failed(endedStream))
      stream.on('data', (answer: Answer) => {
        answered(answer)
        stream.end()
      })
      stream.write(request)
      return stream
    })
  }

  /** A stream without end. It is refused by a member that has lost its cluster, rather than left silent. */
  open<Request, Answer>(
    rpc: Rpc<Request, Answer>,
    token: string | undefined,
    listener: StreamListener<Answer>,
  ): MemberStream<Request> {
    if (this.#closed) throw registryClosed()
    const metadata = metadataOf(token)
    metadata.set('hasleader', 'true')
    const stream = this.#stream(rpc, metadata)
    let over = false
    const cancel = () => {
      over = true
      this.#calls.delete(leave)
      stream.cancel()
    }
    const fail = (error: MicroError) => {
      if (over) return
      cancel()
      listener.end(error)
    }
    const leave = () => fail(registryClosed())
    this.#calls.add(leave)
    stream.on('data', (answer: Answer) => {
      if (over) return
      this.#answered()
      listener.answer(answer)
    })
    const failed = (error: ServiceError) => {
      if (!over) fail(this.#failed(error, undefined))
    }
    stream.on('error', failed)
    stream.on('end', () => failed(endedStream))
    return { send: (request) => void stream.write(request), cancel }
  }

  close(): void {
    this.#closed = true
    for (const cancel of this.#calls) cancel()
    this.#client.close()
  }

  /** An answer that is waited for: until it comes, the caller gives up, or this is closed. */
  #pending<Answer>(
    signal: AbortSignal | undefined,
    begin: (answered: (answer: Answer) => void, failed: (error: ServiceError) => void) => { cancel(): void },
  ): Promise<Answer> {
    if (signal?.aborted) return Promise.reject(registryCanceled(signal))
    if (this.#closed) return Promise.reject(registryClosed())
    return new Promise((resolve, reject) => {
      let over = false
      const settle = (act: () => void) => {
        if (over) return
        over = true
        this.#calls.delete(cancel)
        signal?.removeEventListener('abort', cancel)
        act()
      }
      const call = begin(
        (answer) =>
          settle(() => {
            this.#answered()
            resolve(answer)
          }),
        (error) => settle(() => reject(this.#failed(error, signal))),
      )
      const cancel = () => call.cancel()
      this.#calls.add(cancel)
      signal?.addEventListener('abort', cancel, { once: true })
    })
  }

  #deadline(): number {
    return Date.now() + this.#options.timeout
  }

  #stream<Request, Answer>(
    { path, encode, decode }: Rpc<Request, Answer>,
    metadata: Metadata,
    deadline?: number,
  ): ClientDuplexStream<Request, Answer> {
    return this.#client.makeBidiStreamRequest(
      path,
      encode,
      decode,
      metadata,
      deadline === undefined ? {} : { deadline },
    )
  }

  #failed(error: ServiceError, signal: AbortSignal | undefined): MicroError {
    if (signal?.aborted) return registryCanceled(signal)
    if (this.#closed) return registryClosed()
    const failure = toMicroError(error, this.host)
    if (!isUnreachable(failure)) this.#answered()
    else if (this.#up) {
      this.#up = false
      this.#options.log?.warn({ address: this.host, error: failure.detail }, 'etcd is away: trying until it is back')
    }
    return failure
  }

  #answered(): void {
    if (this.#up) return
    this.#up = true
    this.#options.log?.info({ address: this.host }, 'etcd is back')
  }
}

const endedStream = Object.assign(new Error('it ended the stream'), {
  code: status.UNAVAILABLE,
  details: 'it ended the stream',
  metadata: new Metadata(),
})

function metadataOf(token: string | undefined): Metadata {
  const metadata = new Metadata()
  if (token !== undefined) metadata.set('token', token)
  return metadata
}
