import Type, { type Static } from 'typebox'
import { Money, oneOf, reference, ShownId, strict } from './common.ts'

export const paymentMethods = ['card', 'alipay', 'wechat'] as const

export const NewPayment = strict({ method: oneOf(paymentMethods) })

export const Payment = Type.Object(
  {
    paymentId: ShownId,
    status: oneOf(['PENDING', 'SUCCEEDED', 'FAILED']),
    redirectUrl: Type.Optional(
      Type.String({ description: 'Where to confirm it', examples: ['https://pay.example/0198c2f4'] }),
    ),
  },
  { $id: 'Payment', description: 'An attempt to pay an order' },
)
export type PaymentView = Static<typeof Payment>

export const Refund = Type.Object(
  { refund: reference(Money), fee: reference(Money) },
  { $id: 'Refund', description: 'What a cancel would give back now, and what is kept of what was paid' },
)

export const Income = Type.Object(
  {
    month: Type.String({ pattern: '^\\d{4}-\\d{2}$', examples: ['2026-12'] }),
    paid: reference(Money),
    refunded: reference(Money),
  },
  { $id: 'Income', description: 'What a month brought in, and what was given back' },
)
