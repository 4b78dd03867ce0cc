import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SettingsError } from '../settings.ts'
import { FolderStore } from './folder.ts'
import { openObjects } from './index.ts'
import { memoryObjects } from './memory.ts'
import { type ObjectStore, ObjectStoreError } from './object-store.ts'
import { S3Store } from './s3.ts'

let folder: string
let bucket: Bucket

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'objects-'))
  bucket = await Bucket.open()
})
afterAll(async () => {
  await rm(folder, { recursive: true })
  await bucket.close()
})

/** As much of S3 as the store asks of it: signed requests for objects of one bucket. */
class Bucket {
  readonly objects = new Map<string, { type: string; bytes: Buffer }>()
  /** Answers so many requests with this first. */
  failures: number[] = []
  readonly #server: Server

  private constructor() {
    this.#server = createServer(async (request, response) => {
      const body = await buffer(request)
      const signed = /^AWS4-HMAC-SHA256 Credential=id\/\d{8}\/us-east-1\/s3\//.test(request.headers.authorization ?? '')
      const status = signed ? this.failures.shift() : 403
      if (status !== undefined) return response.writeHead(status).end()
      const key = request.url!.slice('/pictures/'.length)
      if (request.method === 'PUT') this.objects.set(key, { type: request.headers['content-type']!, bytes: body })
      if (request.method === 'DELETE') this.objects.delete(key)
      const found = this.objects.get(key)
      if (request.method !== 'GET') return response.writeHead(204).end()
      if (found === undefined) return response.writeHead(404).end('<Error/>')
      response.writeHead(200, { 'content-type': found.type, 'content-length': found.bytes.length }).end(found.bytes)
    })
  }

  static async open(): Promise<Bucket> {
    const bucket = new Bucket()
    await new Promise<void>((resolve) => bucket.#server.listen(0, '127.0.0.1', resolve))
    return bucket
  }

  store(secretAccessKey = 'secret', timeout = 10_000): ObjectStore {
    const endpoint = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
    const accessKeyId = secretAccessKey === 'secret' ? 'id' : 'other'
    return new S3Store({ endpoint, region: 'us-east-1', bucket: 'pictures', accessKeyId, secretAccessKey, timeout })
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}

async function read(store: ObjectStore, key: string) {
  const found = await store.get(key)
  return found && { type: found.type, size: found.size, bytes: await buffer(found.body) }
}

/** A real store, where the environment names one by the service's own variables; its bucket `pictures` must be there. */
function realStores(): [string, () => ObjectStore][] {
  const { S3_ENDPOINT: endpoint, S3_ACCESS_KEY_ID: id = '', S3_SECRET_ACCESS_KEY: secret = '' } = process.env
  if (!endpoint) return []
  const options = { endpoint, region: 'us-east-1', bucket: 'pictures', accessKeyId: id, secretAccessKey: secret }
  return [[`s3 at ${endpoint}`, () => new S3Store(options)]]
}

describe.each<[string, () => ObjectStore]>([
  ['folder', () => new FolderStore(folder)],
  ['s3', () => bucket.store()],
  ['memory', () => memoryObjects()],
  ...realStores(),
])('%s', (_name, open) => {
  const bytes = Uint8Array.from({ length: 70_000 }, (_, i) => i)

  test('gives back what was put, with its type and size', async () => {
    const store = open()
    await store.put('houses/h1/a.webp', bytes, 'image/webp')
    expect(await read(store, 'houses/h1/a.webp')).toEqual({
      type: 'image/webp',
      size: 70_000,
      bytes: Buffer.from(bytes),
    })
  })

  test('keeps what is put twice once, also by two at the same time', async () => {
    const store = open()
    await Promise.all([1, 2].map(() => store.put('twice.webp', bytes, 'image/webp')))
    expect((await read(store, 'twice.webp'))?.size).toBe(70_000)
  })

  test('has nothing where nothing was put, and where it was removed', async () => {
    const store = open()
    await store.put('gone.webp', bytes, 'image/webp')
    await store.remove('gone.webp')
    await store.remove('gone.webp')
    expect(await store.get('gone.webp')).toBeUndefined()
    expect(await store.get('never/was.webp')).toBeUndefined()
  })

  test.each([
    '../secret.webp',
    '/etc/passwd',
    'a//b.webp',
    'a/../b.webp',
    '.hidden.webp',
    'A.webp',
    'a b.webp',
    'a',
    '',
  ])('takes no %j for a key', async (key) => {
    const store = open()
    expect(await store.get(key)).toBeUndefined()
    await expect(store.put(key, bytes, 'image/webp')).rejects.toThrow(RangeError)
  })
})

test('a folder has whole files alone', async () => {
  const store = new FolderStore(join(folder, 'whole'))
  await store.put('a.webp', Uint8Array.of(1))
  expect(await readdir(join(folder, 'whole'))).toEqual(['a.webp'])
})

describe('s3', () => {
  test('asks again when a store fails in passing', async () => {
    bucket.failures = [503, 500]
    await bucket.store().put('later.webp', Uint8Array.of(1), 'image/webp')
    expect(bucket.objects.has('later.webp')).toBe(true)
  })

  test('says what a store refuses', async () => {
    const store = bucket.store('wrong')
    await expect(store.put('a.webp', Uint8Array.of(1), 'image/webp')).rejects.toThrow(/PUT a\.webp with 403/)
    await expect(store.get('a.webp')).rejects.toThrow(/GET a\.webp with 403/)
    await expect(store.remove('a.webp')).rejects.toThrow(/DELETE a\.webp with 403/)
  })

  test('that is not there says so', async () => {
    const closed = new S3Store({
      endpoint: 'http://127.0.0.1:9',
      region: 'us-east-1',
      bucket: 'pictures',
      accessKeyId: 'id',
      secretAccessKey: 'secret',
    })
    await expect(closed.get('a.webp')).rejects.toThrow(ObjectStoreError)
  })

  test('needs all that it needs', () => {
    const settings = { OBJECT_STORE: 's3', OBJECT_FOLDER: '', S3_REGION: 'r', S3_BUCKET: 'b', MEDIA_URL: '/m' } as const
    expect(() => openObjects(settings)).toThrow(SettingsError)
    expect(() => openObjects(settings)).toThrow(/S3_ENDPOINT.*\n.*S3_ACCESS_KEY_ID.*\n.*S3_SECRET_ACCESS_KEY/)
    expect(openObjects({ ...settings, OBJECT_STORE: 'folder' }).urlOf('a.webp')).toBe('/m/a.webp')
  })
})
