import type { Readable } from 'node:stream'
import Type from 'typebox'
import { Id, PictureUrl, ShownId, strict } from './common.ts'

export const Image = Type.Object(
  { id: ShownId, url: PictureUrl, thumbnailUrl: PictureUrl },
  { $id: 'Image', description: 'A picture of a house' },
)

/** The form a file comes in. What it says is held by `uploads/upload.ts`, which reads it as it comes. */
export const FileForm = strict({
  file: Type.String({
    format: 'binary',
    description: 'JPEG, PNG or WebP; 5,000,000 bytes and 50 million pixels at most',
  }),
})

/** The bytes of a picture. */
export const Picture = {
  description: 'The picture',
  content: { 'image/webp': { schema: Type.Unsafe<Readable>({ type: 'string', format: 'binary' }) } },
}

export const MediaParams = Type.Object({
  key: Type.String({ description: 'With its slashes as they are', examples: ['houses/0198c2f4/0198c2f5.webp'] }),
})

export const TagHeader = Type.Object({
  'if-none-match': Type.Optional(
    Type.String({ description: 'The ETag of what the client has', examples: ['"houses/0198c2f4/0198c2f5.webp"'] }),
  ),
})

export const ImageParams = Type.Object({ id: Id, imageId: Id })

export const ImageOrder = strict({
  ids: Type.Array(Id, {
    maxItems: 100,
    uniqueItems: true,
    description: 'All pictures that the house has, each once; the first is to be the cover',
  }),
})
