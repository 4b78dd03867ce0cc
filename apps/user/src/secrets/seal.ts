import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'

const algorithm = 'aes-256-gcm'
/** First byte of what is sealed, so that another way of sealing can follow this one. */
const version = 1
const keyIdLength = 8
const headLength = 1 + keyIdLength
const nonceLength = 12
const tagLength = 16

/**
 * Seals text so that only who has the key can read it, and only for the same owner. What is sealed says by which key, so
 * that keys can follow one another: one seals, those before it still open.
 */
export class Seal {
  /** Of the key that seals. */
  readonly keyId: string
  /** Of all keys that open, the one that seals among them. */
  readonly keyIds: readonly string[]
  readonly #keys: ReadonlyMap<string, Buffer>

  /**
   * @param key seals and opens: 32 bytes in base64
   * @param old open what they have sealed; of the same form
   * @throws RangeError for another length
   */
  constructor(key: string, old: readonly string[] = []) {
    const keys = [key, ...old].map(decode)
    this.#keys = new Map(keys.map((each) => [idOf(each), each]))
    this.keyIds = [...this.#keys.keys()]
    this.keyId = this.keyIds[0]!
  }

  /**
   * AES-256-GCM: version, key id, nonce, tag, text.
   *
   * @param owner whose it is; what is sealed for one opens for nobody else
   */
  close(text: string, owner: string): Uint8Array<ArrayBuffer> {
    const head = Buffer.concat([Buffer.of(version), Buffer.from(this.keyId, 'hex')])
    const nonce = randomBytes(nonceLength)
    const cipher = createCipheriv(algorithm, this.#keys.get(this.keyId)!, nonce, { authTagLength: tagLength })
    cipher.setAAD(Buffer.concat([head, Buffer.from(owner)]))
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
    return Buffer.concat([head, nonce, cipher.getAuthTag(), sealed])
  }

  /** @throws Error for a key that is not here, another owner, or bytes that were changed */
  open(sealed: Uint8Array, owner: string): string {
    const bytes = Buffer.from(sealed)
    if (bytes[0] !== version) throw new Error('sealed in a way that is not known')
    const keyId = bytes.toString('hex', 1, headLength)
    const key = this.#keys.get(keyId)
    if (key === undefined) throw unknownKeys([keyId])
    const tagAt = headLength + nonceLength
    const textAt = tagAt + tagLength
    const decipher = createDecipheriv(algorithm, key, bytes.subarray(headLength, tagAt), { authTagLength: tagLength })
    decipher.setAAD(Buffer.concat([bytes.subarray(0, headLength), Buffer.from(owner)]))
    decipher.setAuthTag(bytes.subarray(tagAt, textAt))
    return Buffer.concat([decipher.update(bytes.subarray(textAt)), decipher.final()]).toString('utf8')
  }
}

/** What is sealed stays so until its key is back. */
export function unknownKeys(keyIds: readonly string[]): Error {
  const named = keyIds.join(', ')
  return new Error(
    `identity numbers are sealed by another key than IDENTITY_KEY: ${named}; add it to IDENTITY_KEYS_OLD`,
  )
}

function decode(key: string): Buffer {
  const bytes = Buffer.from(key, 'base64')
  if (bytes.length !== 32) throw new RangeError('the key must be 32 bytes in base64')
  return bytes
}

/** Enough to tell keys apart; it tells nothing of the key, which nobody guesses. */
function idOf(key: Buffer): string {
  return createHash('sha256')
    .update('renting identity key')
    .update(key)
    .digest('hex')
    .slice(0, 2 * keyIdLength)
}
