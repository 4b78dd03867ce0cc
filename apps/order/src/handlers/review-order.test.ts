import { OrderRole, OrderStatus } from '@renting/contracts/order/v1'
import { addDays, startOfDay } from '@renting/platform/values'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { today } from '../../test/booking.ts'
import { OrderFixture } from '../../test/fixture.ts'

let it: OrderFixture

beforeAll(async () => {
  it = await OrderFixture.open()
})
afterAll(() => it.close())
beforeEach(() => it.reset())

const refused = (reason: string) => expect.objectContaining({ reason })
const day = (days: number) => startOfDay(addDays(today, days), 'Asia/Shanghai')

test('a stay is reviewed from the check-out day on, by its tenant, once', async () => {
  const { id } = await it.paid(3, 2)
  it.time = day(5) - 1
  await expect(it.review(id)).rejects.toThrow(refused('WRONG_STATE'))
  it.time = day(5)
  await expect(it.review(id, 'landlord')).rejects.toThrow(refused('FORBIDDEN'))
  await expect(it.review(id, 'stranger')).rejects.toThrow(refused('NOT_FOUND'))
  await expect(it.review(id, 'tenant', 6)).rejects.toThrow(refused('INVALID_REVIEW'))
  expect(await it.review(id, 'tenant', 4, ' Quiet. ')).toMatchObject({ rating: 4, text: 'Quiet.', atMs: day(5) })
  await expect(it.review(id)).rejects.toThrow(refused('WRONG_STATE'))
  expect(await it.told(id)).toEqual(['requested', 'accepted', 'paid', 'checked-in', 'checked-out', 'completed'])
  const { status, history } = await it.read(id)
  expect(status).toBe(OrderStatus.COMPLETE)
  expect(history.at(-1)).toMatchObject({ from: OrderStatus.WAIT_COMMENT, by: OrderRole.TENANT })
  const { rows } = await it.database.pool.query('SELECT rating, text FROM review WHERE order_id = $1', [id])
  expect(rows).toEqual([{ rating: 4, text: 'Quiet.' }])
})

test('a fortnight after it, nobody waits for a review any longer', async () => {
  const { id } = await it.paid(3, 2)
  it.time = day(5) + 14 * 86_400_000
  await expect(it.review(id)).rejects.toThrow(refused('WRONG_STATE'))
  await it.runTimers()
  expect((await it.read(id)).history.at(-1)).toMatchObject({ to: OrderStatus.COMPLETE, by: OrderRole.SYSTEM })
})
