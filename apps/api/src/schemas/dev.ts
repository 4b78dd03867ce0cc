import Type from 'typebox'
import { int32, Moment, strict, text } from './common.ts'

export const MessagesQuery = strict({ to: Type.Optional(text(1, 32, ['13800000001'])) })

export const Messages = Type.Object({
  items: Type.Array(
    Type.Object({
      to: Type.String({ examples: ['13800000001'] }),
      text: Type.String({ examples: ['Your code is 123456.'] }),
      at: Moment,
    }),
    {
      description: 'Oldest first',
    },
  ),
})

export const CaptchaAnswer = Type.Object({ answer: Type.String({ examples: ['K7QD'] }) })

/** Ten years at a time: far enough for anything that waits for a day. */
export const ClockMove = strict({ advanceSeconds: int32(1, { maximum: 315_360_000, examples: [86_400] }) })

export const ClockTime = Type.Object({ now: Moment })
