import {
  type MonthlyIncome,
  PaymentMethod,
  PaymentStatusName,
  type PayOrderResponse,
  type QuoteRefundResponse,
} from '@renting/contracts/order/v1'
import type { PaymentView, paymentMethods } from '../schemas/payment.ts'
import { moneyView } from './common.ts'

type Method = (typeof paymentMethods)[number]

export function toMethod(method: Method): PaymentMethod {
  return PaymentMethod[method.toUpperCase() as Uppercase<Method>]
}

export function paymentView({ paymentId, status, redirectUrl }: PayOrderResponse): PaymentView {
  const name = PaymentStatusName[status]
  if (name === 'UNSPECIFIED') throw new TypeError('a service answered without a status')
  return { paymentId, status: name, ...(redirectUrl !== undefined && { redirectUrl }) }
}

export function refundView({ refund, fee }: QuoteRefundResponse) {
  return { refund: moneyView(refund), fee: moneyView(fee) }
}

export function incomeView({ year, month, paid, refunded }: MonthlyIncome) {
  const name = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}`
  return { month: name, paid: moneyView(paid), refunded: moneyView(refunded) }
}
