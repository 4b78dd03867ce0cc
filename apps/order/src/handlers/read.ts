import type {
  GetIncomeRequest,
  GetIncomeResponse,
  GetOrderRequest,
  GetOrderResponse,
  ListOrdersRequest,
  ListOrdersResponse,
} from '@renting/contracts/order/v1'
import { decodeCursor, pageLimit, pageOf, signedIn } from '@renting/platform/values'
import { roleOf } from '../domain/order.ts'
import type { Dependencies } from './dependencies.ts'
import { toMessage, toRange, toRole, toStatus, toTransition } from './messages.ts'

export async function listOrders({ store }: Dependencies, request: ListOrdersRequest): Promise<ListOrdersResponse> {
  const { userId } = signedIn(request.actor)
  const limit = pageLimit(request.page)
  const rows = await store.list({
    role: toRole(request.role),
    userId,
    status: toStatus(request.status),
    after: decodeCursor(request.page, [0, ''] as [number, string]),
    limit: limit + 1,
  })
  const { items, nextCursor } = pageOf(rows, limit, ({ order }) => [order.createdAt, order.id])
  return { items: items.map(toMessage), nextCursor }
}

export async function getOrder({ store }: Dependencies, request: GetOrderRequest): Promise<GetOrderResponse> {
  const { userId } = signedIn(request.actor)
  const found = await store.find(request.id)
  const { order } = roleOf(found?.order, userId)
  const history = await store.history(order.id)
  return { order: toMessage({ order, house: found!.house }), history: history.map(toTransition) }
}

export async function getIncome({ store }: Dependencies, request: GetIncomeRequest): Promise<GetIncomeResponse> {
  const { userId } = signedIn(request.actor)
  const { checkIn: from, checkOut: to } = toRange(request.from, request.to)
  return { items: [...(await store.income(userId, from, to))] }
}
