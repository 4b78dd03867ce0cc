import { crc32, deflateSync } from 'node:zlib'
import sharp from 'sharp'

/** What a camera writes into a picture, and nobody but its owner is to know. */
export const secretPlace = 'taken at 8 Canal Street by Wang Fang'

type Bytes = Uint8Array<ArrayBuffer>

const [red, blue] = [
  { r: 220, g: 20, b: 20 },
  { r: 20, g: 20, b: 220 },
]

/** Landscape as stored, red on the left and blue on the right. */
function halves(width = 640, height = 400) {
  const right = { create: { width: width / 2, height, channels: 3, background: blue } } as const
  return sharp({ create: { width, height, channels: 3, background: red } }).composite([
    { input: right, left: width / 2, top: 0 },
  ])
}

/** A photo as a telephone makes it, with the place it was taken at; turned upright it is a portrait, red above blue. */
export async function photo(): Promise<Bytes> {
  const gps = {
    GPSLatitudeRef: 'N',
    GPSLatitude: '39/1 54/1 0/1',
    GPSLongitudeRef: 'E',
    GPSLongitude: '116/1 23/1 0/1',
  }
  const exif = { IFD0: { Copyright: secretPlace }, IFD3: gps }
  return bytes(await halves().jpeg({ quality: 90 }).withExif(exif).withMetadata({ orientation: 6 }).toBuffer())
}

export async function png(): Promise<Bytes> {
  return bytes(await halves(400, 300).png().toBuffer())
}

export async function webp(): Promise<Bytes> {
  return bytes(await halves(300, 300).webp().toBuffer())
}

/** Few bytes that unpack to 72 million pixels: a PNG of one bit for each, all of them black. */
export function bomb(): Bytes {
  const [width, height] = [12_000, 6_000]
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header[8] = 1
  const rows = deflateSync(Buffer.alloc((1 + width / 8) * height), { level: 9 })
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')
  return bytes(Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))]))
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  check.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, check])
}

/** What anybody can see of a picture that is served. */
export async function look(data: Uint8Array) {
  const { format, width, height, exif, xmp } = await sharp(data).metadata()
  const { data: raw, info } = await sharp(data).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  const pixel = (x: number, y: number) => {
    const at = (Math.floor(y * info.height) * info.width + Math.floor(x * info.width)) * info.channels
    return raw[at]! > raw[at + 2]! ? 'red' : 'blue'
  }
  const corners = [pixel(0.1, 0.1), pixel(0.9, 0.1), pixel(0.1, 0.9), pixel(0.9, 0.9)].join(' ')
  const written = exif !== undefined || xmp !== undefined || Buffer.from(data).includes(secretPlace)
  return { format, width, height, corners, written }
}

function bytes(buffer: Buffer): Bytes {
  return new Uint8Array(buffer)
}
