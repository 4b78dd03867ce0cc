import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { AwsClient } from 'aws4fetch'
import { checkKey, isKey, type ObjectStore, ObjectStoreError, type StoredObject, typeOf } from './object-store.ts'

export interface S3Options {
  /** `https://s3.eu-central-1.amazonaws.com`, or of any store that speaks S3. */
  readonly endpoint: string
  readonly region: string
  /** There already, and private. */
  readonly bucket: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  /** Milliseconds until an answer begins. @default 10000 */
  readonly timeout?: number
}

/** Objects in a bucket of a store that speaks S3, addressed by path. */
export class S3Store implements ObjectStore {
  readonly #client: AwsClient
  readonly #base: string
  readonly #timeout: number

  constructor({ endpoint, region, bucket, accessKeyId, secretAccessKey, timeout = 10_000 }: S3Options) {
    // Requests that failed in passing are repeated by the client, later each time.
    this.#client = new AwsClient({ accessKeyId, secretAccessKey, region, service: 's3', retries: 3 })
    this.#base = `${endpoint.replace(/\/+$/, '')}/${bucket}`
    this.#timeout = timeout
  }

  async put(key: string, bytes: Uint8Array, type: string): Promise<void> {
    const body = new Uint8Array(bytes)
    const answer = await this.#request('PUT', checkKey(key), { body, headers: { 'content-type': type } })
    await end(answer)
    if (!answer.ok) throw refused('PUT', key, answer)
  }

  async get(key: string): Promise<StoredObject | undefined> {
    if (!isKey(key)) return undefined
    const answer = await this.#request('GET', key)
    if (answer.ok && answer.body !== null) {
      return {
        type: answer.headers.get('content-type') ?? typeOf(key),
        size: Number(answer.headers.get('content-length') ?? 0),
        body: Readable.fromWeb(answer.body as ReadableStream),
      }
    }
    await end(answer)
    if (answer.status === 404) return undefined
    throw refused('GET', key, answer)
  }

  async remove(key: string): Promise<void> {
    const answer = await this.#request('DELETE', checkKey(key))
    await end(answer)
    if (!answer.ok && answer.status !== 404) throw refused('DELETE', key, answer)
  }

  /** The time is for the answer to begin; its body takes what its reader takes. */
  async #request(method: string, key: string, init: RequestInit = {}): Promise<Response> {
    const late = new AbortController()
    const limit = setTimeout(() => late.abort(new Error('the object store did not answer in time')), this.#timeout)
    try {
      return await this.#client.fetch(`${this.#base}/${key}`, { ...init, method, signal: late.signal })
    } catch (cause) {
      throw new ObjectStoreError(`the object store does not answer ${method} ${key}`, { cause })
    } finally {
      clearTimeout(limit)
    }
  }
}

/** Leaves the connection free for the next request. */
async function end(answer: Response): Promise<void> {
  await answer.body?.cancel()
}

function refused(method: string, key: string, { status, statusText }: Response): Error {
  return new ObjectStoreError(`the object store answered ${method} ${key} with ${status} ${statusText}`)
}
