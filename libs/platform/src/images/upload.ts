import { Refusal } from '../values/index.ts'

/** A part of an upload: who sends it, and for what, first and once; then bytes alone. */
export interface UploadPart {
  readonly content?: Uint8Array
}

export interface Upload<P> {
  /** Undefined when nothing came. */
  readonly first: P | undefined
  /** Read as it is asked for. @throws Refusal INVALID_PART for anything but bytes */
  readonly content: AsyncIterable<Uint8Array>
}

/** Reads the first part of an upload and no more: whoever refuses it has read none of its bytes. */
export async function openUpload<P extends UploadPart>(parts: AsyncIterable<P>): Promise<Upload<P>> {
  const iterator = parts[Symbol.asyncIterator]()
  const first = await iterator.next()
  return { first: first.done === true ? undefined : first.value, content: contentOf(iterator) }
}

async function* contentOf<P extends UploadPart>(iterator: AsyncIterator<P>): AsyncGenerator<Uint8Array> {
  for await (const { content } of { [Symbol.asyncIterator]: () => iterator }) {
    if (content === undefined) throw new Refusal('invalid', 'INVALID_PART', 'after the first part come bytes alone')
    yield content
  }
}
