import Type from 'typebox'

const Condition = Type.String({
  description: 'The ETag of the house as I have seen it, or `*` for whatever it is now. Without it 428',
  examples: ['"7"'],
})

/** What is checked is checked by `entity-tags.ts`, after it is known that the house is there and whose it is. */
export const OptionalIfMatch = Type.Object({ 'if-match': Type.Optional(Condition) })

/** As the API's description has it: a client that does not send it has forgotten it. */
export const RequiredIfMatch = Type.Object({ 'if-match': Condition })
