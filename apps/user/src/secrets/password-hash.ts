import { type Argon2Parameters, argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

const derive: (algorithm: 'argon2id', parameters: Argon2Parameters) => Promise<Buffer> = promisify(argon2)

/** OWASP's minimum: 19 MiB, two passes, one lane. About 30 ms, off the main thread. */
const cost = { memory: 19_456, passes: 2, parallelism: 1 }
const hashLength = 32

/** argon2id in the PHC string format, with parameters and salt: `$argon2id$v=19$m=19456,t=2,p=1$…$…`. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  const hash = await derive('argon2id', { message: password, nonce: salt, tagLength: hashLength, ...cost })
  return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${base64(salt)}$${base64(hash)}`
}

/**
 * Whether `password` is the one that `stored` was made of, by the parameters that stand in it.
 * @throws TypeError for what `hashPassword` did not write
 */
export async function isPassword(password: string, stored: string): Promise<boolean> {
  const match = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/.exec(stored)
  if (match === null) throw new TypeError('not an argon2id hash')
  const [memory, passes, parallelism] = match.slice(1, 4).map(Number)
  const expected = Buffer.from(match[5]!, 'base64')
  const actual = await derive('argon2id', {
    message: password,
    nonce: Buffer.from(match[4]!, 'base64'),
    tagLength: expected.length,
    memory: memory!,
    passes: passes!,
    parallelism: parallelism!,
  })
  return timingSafeEqual(actual, expected)
}

function base64(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '')
}
