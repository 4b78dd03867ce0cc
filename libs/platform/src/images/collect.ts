import { Refusal } from '../values/index.ts'

/**
 * The bytes of an upload as one, bounded while they come.
 *
 * @param limit bytes @default 5000000
 * @throws Refusal TOO_LARGE as soon as there are more
 */
export async function collect(parts: AsyncIterable<Uint8Array>, limit = 5_000_000): Promise<Uint8Array> {
  const collected: Uint8Array[] = []
  let size = 0
  for await (const part of parts) {
    size += part.byteLength
    if (size > limit) throw new Refusal('too-large', 'TOO_LARGE', `a picture has at most ${limit} bytes`)
    collected.push(part)
  }
  return Buffer.concat(collected, size)
}
