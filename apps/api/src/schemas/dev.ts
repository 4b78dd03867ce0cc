import Type from 'typebox'
import { Moment, strict, text } from './common.ts'

export const MessagesQuery = strict({ to: Type.Optional(text(1, 32, ['13800000001'])) })

export const Messages = Type.Object({
  items: Type.Array(Type.Object({ to: Type.String(), text: Type.String(), at: Moment }), {
    description: 'Oldest first',
  }),
})

export const CaptchaAnswer = Type.Object({ answer: Type.String() })
