import {
  type ChannelOptions,
  Client,
  type ClientDuplexStream,
  Metadata,
  type ServiceError,
  status,
} from '@grpc/grpc-js'
import type { Log, MicroError } from '@micro/core'
import type { Address } from './address.ts'
import { canceled, closed, isUnreachable, toMicroError } from './failure.ts'
import type { EtcdTls } from './options.ts'
import type { Rpc } from './rpc.ts'
import { securityOf } from './secure.ts'

export interface MemberOptions {
  readonly address: Address
  readonly tls: EtcdTls
  /** Milliseconds for one answer. */
  readonly timeout: number
  readonly minBackoff: number
  readonly maxBackoff: number
  /** Bytes. */
  readonly maxAnswer: number
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
  #closed = false

  constructor(options: MemberOptions) {
    const { address, tls } = options
    this.host = address.host
    this.#options = options
    const security = securityOf(address, tls)
    const channel = { ...channelOptions(options), ...security.options }
    this.#client = new Client(`dns:${address.host}`, security.credentials, channel)
  }

  /** @throws MicroError by etcd's code; 499 when `signal` aborts; 408 after the timeout */
  call<Request, Answer>(rpc: Rpc<Request, Answer>, request: Request, options: CallOptions): Promise<Answer> {
    const { token, signal } = options
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(canceled(signal.reason))
      const { path, encode, decode } = rpc
      const deadline = Date.now() + this.#options.timeout
      const call = this.#client.makeUnaryRequest(
        path,
        encode,
        decode,
        request,
        metadataOf(token),
        { deadline },
        (error, answer) => {
          signal?.removeEventListener('abort', cancel)
          if (error) return reject(this.#failed(error, signal))
          this.#answered()
          resolve(answer as Answer)
        },
      )
      const cancel = () => call.cancel()
      signal?.addEventListener('abort', cancel, { once: true })
    })
  }

  /** A call that is a stream both ways, of which one question and one answer are needed. */
  ask<Request, Answer>(rpc: Rpc<Request, Answer>, request: Request, options: CallOptions): Promise<Answer> {
    const { signal } = options
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(canceled(signal.reason))
      const stream = this.#stream(rpc, metadataOf(options.token), Date.now() + this.#options.timeout)
      const cancel = () => stream.cancel()
      const done = () => signal?.removeEventListener('abort', cancel)
      signal?.addEventListener('abort', cancel, { once: true })
      let answered = false
      const fail = (error: ServiceError) => {
        done()
        if (!answered) reject(this.#failed(error, signal))
      }
      stream.on('error', fail)
      stream.on('end', () => fail(endedStream))
      stream.on('data', (answer: Answer) => {
        answered = true
        done()
        this.#answered()
        resolve(answer)
        stream.end()
      })
      stream.write(request)
    })
  }

  /** A stream without end. It is refused by a member that has lost its cluster, rather than left silent. */
  open<Request, Answer>(
    rpc: Rpc<Request, Answer>,
    token: string | undefined,
    listener: StreamListener<Answer>,
  ): MemberStream<Request> {
    const metadata = metadataOf(token)
    metadata.set('hasleader', 'true')
    const stream = this.#stream(rpc, metadata)
    let over = false
    const end = (error: MicroError) => {
      if (over) return
      over = true
      listener.end(error)
    }
    stream.on('data', (answer: Answer) => {
      if (over) return
      this.#answered()
      listener.answer(answer)
    })
    stream.on('error', (error: ServiceError) => {
      if (!over) end(this.#failed(error, undefined))
    })
    stream.on('end', () => {
      if (!over) end(this.#failed(endedStream, undefined))
    })
    return {
      send: (request) => void stream.write(request),
      cancel() {
        over = true
        stream.cancel()
      },
    }
  }

  close(): void {
    this.#closed = true
    this.#client.close()
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
    if (signal?.aborted) return canceled(signal.reason)
    if (this.#closed) return closed()
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

function channelOptions({ minBackoff, maxBackoff, maxAnswer }: MemberOptions): ChannelOptions {
  return {
    'grpc.initial_reconnect_backoff_ms': minBackoff,
    'grpc.max_reconnect_backoff_ms': maxBackoff,
    'grpc.max_receive_message_length': maxAnswer,
    // A member that is silent is lost after 15 s. etcd ends connections that ask more often than each 5 s.
    'grpc.keepalive_time_ms': 10_000,
    'grpc.keepalive_timeout_ms': 5000,
    // Connections are this client's own, and go with it.
    'grpc.use_local_subchannel_pool': 1,
    // Nothing but the options decides where a connection goes.
    'grpc.enable_http_proxy': 0,
    'grpc.service_config_disable_resolution': 1,
  }
}

function metadataOf(token: string | undefined): Metadata {
  const metadata = new Metadata()
  if (token !== undefined) metadata.set('token', token)
  return metadata
}
