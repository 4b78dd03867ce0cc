import { availableParallelism } from 'node:os'

/** Flat colours need little; more effort makes them hardly smaller and much later. */
const encoding = { quality: 76, effort: 1 } as const

/**
 * A drawing in SVG as pictures, WebP.
 *
 * @param widths in pixels, none wider than the first; the heights follow
 * @returns in their order
 */
export async function rasterise(svg: string, widths: readonly number[]): Promise<Uint8Array[]> {
  const { default: sharp } = await import('sharp')
  const [widest = 0] = widths
  // Drawn once: to make a picture smaller is cheaper than to draw it again.
  const { data, info } = await sharp(Buffer.from(svg))
    .resize(widest)
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  const raw = { width: info.width, height: info.height, channels: info.channels }
  return await Promise.all(
    widths.map((width) => {
      const drawn = sharp(data, { raw })
      return (width === widest ? drawn : drawn.resize(width)).webp(encoding).toBuffer()
    }),
  )
}

/** Does `work` for each item, as many at once as there are processors. */
export async function eachOf<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = items.values()
  const worker = async () => {
    for (const item of left) await work(item)
  }
  await Promise.all(Array.from({ length: availableParallelism() + 1 }, worker))
}
