import type { OrderServiceHandler } from '@renting/contracts/order/v1'
import { createOrder } from './create-order.ts'
import { acceptOrder, rejectOrder } from './decide.ts'
import type { Dependencies } from './dependencies.ts'
import { checkStay, getOrder, listOrders } from './read.ts'

/** The service's surface: contract message in, domain call, contract message out. */
export function orderService(dependencies: Dependencies): OrderServiceHandler {
  return {
    createOrder: (request, ctx) => createOrder(dependencies, request, ctx),
    listOrders: (request) => listOrders(dependencies, request),
    getOrder: (request) => getOrder(dependencies, request),
    acceptOrder: (request, ctx) => acceptOrder(dependencies, request, ctx),
    rejectOrder: (request, ctx) => rejectOrder(dependencies, request, ctx),
    checkStay: (request) => checkStay(dependencies, request),
  }
}
