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

export const ImageParams = Type.Object({ id: Id, imageId: Id })

export const ImageOrder = strict({
  ids: Type.Array(Id, {
    maxItems: 100,
    uniqueItems: true,
    description: 'All pictures that the house has, each once; the first is to be the cover',
  }),
})
