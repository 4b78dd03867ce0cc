import Type from 'typebox'
import { int32, Moment, ShownId, shownPerson, strict, text } from './common.ts'

export const NewReview = strict({
  rating: int32(1, { maximum: 5, examples: [5] }),
  text: text(1, 1000, ['Quiet, and the lake is as near as it says.']),
})

const written = {
  id: ShownId,
  rating: Type.Integer({ description: '1-5', examples: [5] }),
  text: Type.String({ examples: ['Quiet, and the lake is as near as it says.'] }),
  at: Moment,
}

/** As its author gets it back. */
export const OwnReview = Type.Object(written, { $id: 'OwnReview', description: 'What I wrote of a stay' })

export const Review = Type.Object(
  { ...written, author: Type.Object(shownPerson) },
  { $id: 'Review', description: 'What a tenant wrote of a stay' },
)
