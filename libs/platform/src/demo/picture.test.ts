import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { rasterise } from './index.ts'

const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="96" height="72">
  <rect width="96" height="72" fill="#336699"/></svg>`
let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'renting-drawings-'))
})
afterEach(() => rm(folder, { recursive: true }))

const shapes = (pictures: readonly Uint8Array[]) =>
  Promise.all(
    pictures.map(async (picture) =>
      (({ format, width, height }) => ({ format, width, height }))(await sharp(picture).metadata()),
    ),
  )

test('a drawing is a picture of each width, and is not drawn again', async () => {
  const drawn = await rasterise(svg, [96, 48], folder)
  expect(await shapes(drawn)).toEqual([
    { format: 'webp', width: 96, height: 72 },
    { format: 'webp', width: 48, height: 36 },
  ])
  const kept = await readdir(folder)
  expect(kept).toHaveLength(2)
  for (const file of kept) await writeFile(join(folder, file), file)
  const again = await rasterise(svg, [96, 48], folder)
  expect(again.map((picture) => Buffer.from(picture).toString()).sort()).toEqual(kept.sort())
})

test('other widths are other pictures', async () => {
  await rasterise(svg, [96], folder)
  expect(await shapes(await rasterise(svg, [64], folder))).toEqual([{ format: 'webp', width: 64, height: 48 }])
})

test('where nothing can be kept, it is drawn each time', async () => {
  const taken = join(folder, 'taken')
  await writeFile(taken, '')
  for (const _ of [1, 2]) expect(await rasterise(svg, [96], join(taken, 'drawings'))).toHaveLength(1)
})
