import type { OrderServiceHandler } from '@renting/contracts/order/v1'
import { cancelOrder, quoteRefund } from './cancel.ts'
import { createOrder } from './create-order.ts'
import { acceptOrder, rejectOrder } from './decide.ts'
import type { Dependencies } from './dependencies.ts'
import { checkStay, holdNights, listTakenStays, releaseNights } from './nights.ts'
import { payOrder } from './pay-order.ts'
import { getIncome, getOrder, listOrders } from './read.ts'
import { reviewOrder } from './review-order.ts'

/** The service's surface: contract message in, domain call, contract message out. */
export function orderService(dependencies: Dependencies): OrderServiceHandler {
  return {
    createOrder: (request, ctx) => createOrder(dependencies, request, ctx),
    listOrders: (request) => listOrders(dependencies, request),
    getOrder: (request) => getOrder(dependencies, request),
    acceptOrder: (request, ctx) => acceptOrder(dependencies, request, ctx),
    rejectOrder: (request, ctx) => rejectOrder(dependencies, request, ctx),
    payOrder: (request, ctx) => payOrder(dependencies, request, ctx),
    quoteRefund: (request) => quoteRefund(dependencies, request),
    cancelOrder: (request, ctx) => cancelOrder(dependencies, request, ctx),
    reviewOrder: (request, ctx) => reviewOrder(dependencies, request, ctx),
    getIncome: (request) => getIncome(dependencies, request),
    checkStay: (request) => checkStay(dependencies, request),
    holdNights: (request) => holdNights(dependencies, request),
    releaseNights: (request) => releaseNights(dependencies, request),
    listTakenStays: (request) => listTakenStays(dependencies, request),
  }
}
