import type { Sharp } from 'sharp'
import { Refusal } from '../values/index.ts'

/** The form in which pictures are kept. */
export const pictureType = 'image/webp'

/** Width times height. */
const mostPixels = 50_000_000

/** How the files begin that are taken, by offset. No other ever reaches the library, which reads many more. */
const beginnings: readonly (readonly (readonly [offset: number, bytes: Buffer])[])[] = [
  [[0, Buffer.of(0xff, 0xd8, 0xff)]],
  [[0, Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')]],
  [
    [0, Buffer.from('RIFF')],
    [8, Buffer.from('WEBP')],
  ],
]

export interface PictureSize {
  readonly width: number
  readonly height: number
  /** Within these bounds and never larger than it is, or cut to fill them exactly. */
  readonly fit: 'inside' | 'cover'
}

/**
 * What somebody sent, as pictures of our own: told by its content to be JPEG, PNG or WebP, turned as the camera says, and
 * drawn anew in each size, so that nothing of the file itself remains: no place where it was taken, nothing hidden.
 *
 * @returns WebP, in the order of `sizes`
 * @throws Refusal NOT_AN_IMAGE for any other content, a broken file, or more than 50 million pixels
 */
export async function render(bytes: Uint8Array, sizes: readonly PictureSize[]): Promise<readonly Uint8Array[]> {
  if (!looksRight(bytes)) throw notAnImage('a picture is a JPEG, PNG or WebP file')
  // Loaded when the first picture comes: it takes memory that a service without uploads can do without.
  const { default: sharp } = await import('sharp')
  const source = sharp(bytes, { failOn: 'error', limitInputPixels: mostPixels, sequentialRead: true })
  await checkSize(source)
  try {
    const upright = source.autoOrient()
    return await Promise.all(
      sizes.map(({ width, height, fit }) =>
        upright
          .clone()
          .resize({ width, height, fit, withoutEnlargement: fit === 'inside' })
          .webp()
          .toBuffer(),
      ),
    )
  } catch (cause) {
    throw notAnImage('the picture is damaged, or larger than 50 million pixels', cause)
  }
}

function looksRight(bytes: Uint8Array): boolean {
  return beginnings.some((parts) =>
    parts.every(([offset, part]) => part.equals(bytes.subarray(offset, offset + part.length))),
  )
}

async function checkSize(source: Sharp): Promise<void> {
  const metadata = await source.metadata().catch((cause: unknown) => {
    throw notAnImage('the file is no picture that can be read', cause)
  })
  if (metadata.width * metadata.height > mostPixels) throw notAnImage('a picture has at most 50 million pixels')
}

function notAnImage(detail: string, cause?: unknown): Refusal {
  const refusal = new Refusal('rule', 'NOT_AN_IMAGE', detail)
  if (cause !== undefined) refusal.cause = cause
  return refusal
}
