import { type BulkStep, bulkHouseRows, bulkStayRows, chosen } from '@renting/platform/demo'

/** What has happened to a booking, step by step, with its days before or after the check-in. */
const steps = `(VALUES
  (1, NULL, 'WAIT_ACCEPT', 'tenant', -9, 'PAID CANCELED COMPLETE'),
  (2, 'WAIT_ACCEPT', 'WAIT_PAYMENT', 'landlord', -8, 'PAID CANCELED COMPLETE'),
  (3, 'WAIT_PAYMENT', 'PAID', 'system', -8, 'PAID CANCELED COMPLETE'),
  (4, 'PAID', 'CANCELED', 'landlord', -7, 'CANCELED'),
  (4, 'PAID', 'CHECKED_IN', 'system', 0, 'COMPLETE'),
  (5, 'CHECKED_IN', 'WAIT_COMMENT', 'system', 5, 'COMPLETE'),
  (6, 'WAIT_COMMENT', 'COMPLETE', 'tenant', 6, 'COMPLETE')
) AS step (version, from_status, to_status, by, days, of)`

/** When something happened; what is to come was booked by now. */
const moment = (days: string) => `(least(check_in, $3::date) + ${days})::timestamp AT TIME ZONE 'Asia/Shanghai'`

/** Fills this service's tables with the bookings of very many houses; what is there already stays. */
export const bulkOrders: readonly BulkStep[] = [
  {
    what: 'houses that orders know of',
    text: `INSERT INTO house (id, version, title) SELECT id, 0, id FROM (${bulkHouseRows}) AS house ON CONFLICT DO NOTHING`,
  },
  {
    what: 'bookings',
    text: `INSERT INTO booking (id, version, house_id, house_version, tenant_id, landlord_id, check_in, check_out, time_zone,
        guests, total, deposit, currency, policy, status, created_at, due_at)
      SELECT order_id, CASE status WHEN 'PAID' THEN 3 WHEN 'CANCELED' THEN 4 ELSE 6 END, id, 1, tenant_id, landlord_id,
        check_in, check_out, 'Asia/Shanghai', 1, price * (check_out - check_in), 50000, 'CNY', policy, status,
        ${moment('-9')}, CASE status WHEN 'PAID' THEN check_in::timestamp AT TIME ZONE 'Asia/Shanghai' END
      FROM (${bulkStayRows}) AS stay ON CONFLICT DO NOTHING`,
  },
  {
    what: 'nights',
    text: `INSERT INTO night (order_id, date, price)
      SELECT order_id, check_in + night, price
      FROM (${bulkStayRows}) AS stay CROSS JOIN LATERAL generate_series(0, check_out - check_in - 1) AS night
      ON CONFLICT DO NOTHING`,
  },
  {
    what: 'steps of history',
    text: `INSERT INTO step (order_id, version, at, from_status, to_status, by, reason)
      SELECT order_id, version, ${moment('days')}, from_status, to_status, by,
        CASE to_status WHEN 'CANCELED' THEN '家里来亲戚了' END
      FROM (${bulkStayRows}) AS stay JOIN ${steps} ON step.of LIKE '%' || stay.status || '%' ON CONFLICT DO NOTHING`,
  },
  {
    what: 'payments',
    text: `INSERT INTO payment (id, order_id, method, amount, currency, status, answer, started_at, ask_at, ended_at, day)
      SELECT order_id || '-payment', order_id, 'CARD', price * (check_out - check_in), 'CNY', 'SUCCEEDED', 'SUCCEEDED',
        ${moment('-8')}, ${moment('-8')}, ${moment('-8')}, least(check_in, $3::date) - 8
      FROM (${bulkStayRows}) AS stay ON CONFLICT DO NOTHING`,
  },
  {
    what: 'refunds',
    text: `INSERT INTO refund (payment_id, reason, amount, fee, currency, at, day)
      SELECT order_id || '-payment', 'CANCELED', price * (check_out - check_in), 0, 'CNY', ${moment('-7')},
        least(check_in, $3::date) - 7
      FROM (${bulkStayRows}) AS stay WHERE status = 'CANCELED' ON CONFLICT DO NOTHING`,
  },
  {
    what: 'reviews that orders know of',
    text: `INSERT INTO review (order_id, id, rating, text, at)
      SELECT order_id, order_id || '-review', 3 + ${chosen('n', 25, 3)}, '住得很好。', check_out::timestamp
      FROM (${bulkStayRows}) AS stay WHERE status = 'COMPLETE' ON CONFLICT DO NOTHING`,
  },
]
