import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'

/** Flat colours need little; more effort makes them hardly smaller and much later. */
const encoding = { quality: 76, effort: 1 } as const

/** What was drawn before. Drawing is most of a platform's first start, and the same each time. */
const drawings = join(import.meta.dirname, '../../gen/drawings')

/**
 * A drawing in SVG as pictures, WebP. Drawn once, as far as `folder` can be written.
 *
 * @param widths in pixels, none wider than the first; the heights follow
 * @param folder where pictures are kept, under what they are made of
 * @returns in their order
 */
export async function rasterise(svg: string, widths: readonly number[], folder = drawings): Promise<Uint8Array[]> {
  const source = createHash('sha256').update(JSON.stringify({ svg, widths, encoding })).digest('hex')
  const files = widths.map((width) => join(folder, `${source}-${width}.webp`))
  try {
    return await Promise.all(files.map((file) => readFile(file)))
  } catch {
    const pictures = await draw(svg, widths)
    await Promise.all(files.map((file, index) => keep(file, pictures[index]!))).catch(() => {})
    return pictures
  }
}

/** Whole or not at all: two may draw the same at once. */
async function keep(file: string, picture: Uint8Array): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  const unfinished = `${file}.${randomUUID()}`
  await writeFile(unfinished, picture)
  await rename(unfinished, file)
}

async function draw(svg: string, widths: readonly number[]): Promise<Uint8Array[]> {
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
