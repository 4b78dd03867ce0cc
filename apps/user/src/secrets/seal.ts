import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

const algorithm = 'aes-256-gcm'
/** First byte of what is sealed, so that another way of sealing can follow this one. */
const version = 1
const nonceLength = 12
const tagLength = 16

/** Seals text so that only who has the key can read it, and only for the same owner. */
export class Seal {
  readonly #key: Buffer

  /** @param key 32 bytes in base64 @throws RangeError for another length */
  constructor(key: string) {
    this.#key = Buffer.from(key, 'base64')
    if (this.#key.length !== 32) throw new RangeError('the key must be 32 bytes in base64')
  }

  /** AES-256-GCM: version, nonce, tag, text. @param owner whose it is; what is sealed for one opens for nobody else */
  close(text: string, owner: string): Uint8Array<ArrayBuffer> {
    const nonce = randomBytes(nonceLength)
    const cipher = createCipheriv(algorithm, this.#key, nonce, { authTagLength: tagLength }).setAAD(Buffer.from(owner))
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
    return Buffer.concat([Buffer.of(version), nonce, cipher.getAuthTag(), sealed])
  }

  /** @throws Error for another key, another owner, or bytes that were changed */
  open(sealed: Uint8Array, owner: string): string {
    const bytes = Buffer.from(sealed)
    if (bytes[0] !== version) throw new Error('sealed in a way that is not known')
    const tagAt = 1 + nonceLength
    const decipher = createDecipheriv(algorithm, this.#key, bytes.subarray(1, tagAt), { authTagLength: tagLength })
    decipher.setAAD(Buffer.from(owner)).setAuthTag(bytes.subarray(tagAt, tagAt + tagLength))
    return Buffer.concat([decipher.update(bytes.subarray(tagAt + tagLength)), decipher.final()]).toString('utf8')
  }
}
