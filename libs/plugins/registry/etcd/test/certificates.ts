import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A certificate and its key, as files and as text. */
export interface Certificate {
  readonly cert: string
  readonly key: string
  readonly pem: { readonly cert: string; readonly key: string }
}

/** An authority made for one test, and what it signs. By openssl. */
export class Certificates implements AsyncDisposable {
  readonly #folder: string
  /** The path of the authority's certificate. */
  readonly ca: string
  readonly #key: string

  private constructor(folder: string) {
    this.#folder = folder
    this.ca = join(folder, 'ca.pem')
    this.#key = join(folder, 'ca.key')
  }

  static async make(): Promise<Certificates> {
    const made = new Certificates(await mkdtemp(join(tmpdir(), 'micro-certificates-')))
    const files = ['-keyout', made.#key, '-out', made.ca]
    await openssl(['req', '-x509', ...newKey, '-days', '2', '-subj', '/CN=test authority', ...files])
    return made
  }

  /** The authority's certificate. */
  pem(): Promise<string> {
    return readFile(this.ca, 'utf8')
  }

  /** To serve at `ip`, and to be a client. */
  async sign(name: string, ip = '127.0.0.1'): Promise<Certificate> {
    const file = (end: string) => join(this.#folder, `${name}.${end}`)
    await openssl(['req', ...newKey, '-subj', `/CN=${name}`, '-keyout', file('key'), '-out', file('csr')])
    await writeFile(file('ext'), `subjectAltName=IP:${ip}\nextendedKeyUsage=serverAuth,clientAuth\n`)
    const authority = ['-CA', this.ca, '-CAkey', this.#key, '-CAcreateserial']
    const files = ['-in', file('csr'), '-extfile', file('ext'), '-out', file('pem')]
    await openssl(['x509', '-req', ...authority, '-days', '2', ...files])
    const [cert, key] = await Promise.all([readFile(file('pem'), 'utf8'), readFile(file('key'), 'utf8')])
    return { cert: file('pem'), key: file('key'), pem: { cert, key } }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#folder, { recursive: true })
  }
}

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']

async function openssl(args: readonly string[]): Promise<void> {
  await run('openssl', [...args])
}
