import Type from 'typebox'

const description =
  'Your own name for this request, such as a new UUID. Sent again with the same body, it gets the first answer again; ' +
  'with another, 422 `IDEMPOTENCY_KEY_REUSED`. Keys are yours alone and kept for 24 hours.'

const Key = Type.String({ maxLength: 255, description, examples: ['8f14e45f-ceea-467f-9c7a-5d7d0b9f6f2e'] })

/** Said in the API's description. What is checked is checked by `idempotency.ts`, with codes of its own. */
export const OptionalKey = Type.Object({ 'idempotency-key': Type.Optional(Key) })
export const RequiredKey = Type.Object({ 'idempotency-key': Key })
