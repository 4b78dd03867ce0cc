import { encodeMessage, type MessageType, Reader } from '@micro/core'
import type { Answers, Claim } from '../values/index.ts'

/**
 * Answers a claim, once: with what was answered before, or with what `work` makes in a transaction.
 *
 * @param prepare what `work` needs and other services have to be asked for: done before the transaction, so that it
 * does not wait for them with its locks in hand
 */
export async function answerOnce<T, P, S>(
  answers: Answers<T>,
  claim: Claim,
  response: MessageType<S>,
  prepare: () => P | Promise<P>,
  work: (tx: T, prepared: P) => Promise<S>,
): Promise<S> {
  const before = await answers.answerTo(claim)
  if (before !== undefined) return decode(response, before)
  const prepared = await prepare()
  return decode(
    response,
    await answers.answerOnce(claim, async (tx) => encodeMessage(response, await work(tx, prepared))),
  )
}

function decode<S>(type: MessageType<S>, bytes: Uint8Array): S {
  return type.decode(Reader.create(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)))
}
