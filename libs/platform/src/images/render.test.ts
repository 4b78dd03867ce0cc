import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { Refusal } from '../values/index.ts'
import { collect, render } from './index.ts'

const inside = { width: 1600, height: 1600, fit: 'inside' } as const
const cover = { width: 48, height: 32, fit: 'cover' } as const

function picture(width: number, height: number) {
  return sharp({ create: { width, height, channels: 3, background: '#c33' } })
}

async function refusal(bytes: Uint8Array): Promise<unknown> {
  return await render(bytes, [inside]).catch((error: unknown) => error)
}

describe.each(['jpeg', 'png', 'webp'] as const)('a %s', (format) => {
  test('becomes WebP in the sizes that are asked for, and no larger than it is', async () => {
    const bytes = await picture(120, 80).toFormat(format).toBuffer()
    const [full, thumbnail] = await render(bytes, [inside, cover])
    expect(await sharp(full!).metadata()).toMatchObject({ format: 'webp', width: 120, height: 80 })
    expect(await sharp(thumbnail!).metadata()).toMatchObject({ format: 'webp', width: 48, height: 32 })
  })
})

test('what the camera wrote is applied and gone', async () => {
  const bytes = await picture(120, 80)
    .withExif({ IFD0: { Copyright: 'somebody' }, IFD3: { GPSLatitude: '39/1 54/1 0/1' } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer()
  expect((await sharp(bytes).metadata()).exif).toBeDefined()
  const [full] = await render(bytes, [inside])
  const metadata = await sharp(full!).metadata()
  expect(metadata).toMatchObject({ width: 80, height: 120 })
  expect(metadata.exif).toBeUndefined()
  expect(Buffer.from(full!).includes('somebody')).toBe(false)
})

test('what hides behind a picture is gone', async () => {
  const bytes = Buffer.concat([await picture(20, 20).jpeg().toBuffer(), Buffer.from('<script>alert(1)</script>')])
  const [full] = await render(bytes, [inside])
  expect(Buffer.from(full!).includes('script')).toBe(false)
})

describe('is no picture:', () => {
  test.each<[string, () => Uint8Array | Promise<Uint8Array>]>([
    ['text', () => Buffer.from('hello')],
    ['nothing', () => new Uint8Array()],
    ['an SVG', () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect/></svg>')],
    ['a GIF', () => picture(9, 9).gif().toBuffer()],
    ['half a JPEG', async () => (await picture(900, 900).jpeg().toBuffer()).subarray(0, 900)],
    ['a PNG of more than 50 million pixels', () => picture(7_100, 7_100).png({ compressionLevel: 9 }).toBuffer()],
  ])('%s', async (_what, make) => {
    const error = await refusal(await make())
    expect(error).toBeInstanceOf(Refusal)
    expect(error).toMatchObject({ kind: 'rule', reason: 'NOT_AN_IMAGE' })
  })
})

describe('an upload', () => {
  async function* parts(...sizes: number[]) {
    for (const size of sizes) yield new Uint8Array(size).fill(7)
  }

  test('is put together', async () => {
    expect(await collect(parts(2, 0, 3), 5)).toEqual(Buffer.alloc(5, 7))
  })

  test('ends when it is too large, and no more is read', async () => {
    let read = 0
    async function* counted() {
      for await (const part of parts(3, 3, 3)) {
        read++
        yield part
      }
    }
    await expect(collect(counted(), 5)).rejects.toMatchObject({ kind: 'too-large', reason: 'TOO_LARGE' })
    expect(read).toBe(2)
  })
})
