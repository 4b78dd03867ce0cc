import { randomBytes } from 'node:crypto'
import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * The secrets of one data folder, made at random when they are first asked for and kept beside the data (file mode
 * 0600): without them the data are of no use.
 */
export class Secrets {
  readonly #path: string
  readonly #values: Record<string, string>

  private constructor(path: string, values: Record<string, string>) {
    this.#path = path
    this.#values = values
  }

  /**
   * Reads them, and adds those of `names` that are missing: 32 random bytes each, base64url.
   *
   * @throws {Error} one sentence, when the file is damaged
   */
  static async open(dir: string, names: readonly string[]): Promise<Secrets> {
    await mkdir(dir, { recursive: true, mode: 0o700 })
    const path = join(dir, 'secrets.json')
    const secrets = new Secrets(path, await readValues(path))
    const missing = names.filter((name) => secrets.#values[name] === undefined)
    for (const name of missing) secrets.#values[name] = randomBytes(32).toString('base64url')
    if (missing.length > 0) await secrets.#write()
    return secrets
  }

  /** The same 32 bytes in base64, as keys are written. */
  key(name: string): string {
    return Buffer.from(this.get(name), 'base64url').toString('base64')
  }

  /** @returns text without special characters, fit for a password */
  get(name: string): string {
    const value = this.#values[name]
    if (value === undefined) throw new Error(`no secret is named ${name}`)
    return value
  }

  async #write(): Promise<void> {
    const partial = `${this.#path}.new`
    const file = await open(partial, 'w', 0o600)
    await file.writeFile(`${JSON.stringify(this.#values, undefined, 2)}\n`)
    await file.sync()
    await file.close()
    await rename(partial, this.#path)
  }
}

async function readValues(path: string): Promise<Record<string, string>> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{}'
    throw error
  })
  try {
    const values: unknown = JSON.parse(text)
    if (typeof values === 'object' && values !== null) {
      const entries = Object.entries(values)
      if (entries.every((entry): entry is [string, string] => typeof entry[1] === 'string')) {
        return Object.fromEntries(entries)
      }
    }
  } catch {
    // said below
  }
  throw new Error(`${path} is damaged: restore it from a copy, or delete the data folder to start with empty data.`)
}
