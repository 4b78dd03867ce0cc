import { type BulkStep, bulkHouseRows, bulkStayRows, chosen, demoLandlords, oneOf } from '@renting/platform/demo'

const landlords = demoLandlords.map(({ id, name }) => `('${id}', 0, '${name.replaceAll("'", "''")}')`).join(', ')

/** Fills this service's tables with very many houses; what is there already stays. */
export const bulkHouses: readonly BulkStep[] = [
  {
    what: 'houses',
    text: `WITH known AS (INSERT INTO person (id, version, name) VALUES ${landlords} ON CONFLICT DO NOTHING)
      INSERT INTO house (id, version, landlord_id, area_id, title, address, price, deposit, currency, room_count, acreage,
        layout, capacity, beds, min_nights, max_nights, facility_ids, time_zone, instant_book, policy, status, order_count,
        rating_count, rating_sum, created_at)
      SELECT id, 1, landlord_id, split_part(spot, '|', 1),
        split_part(spot, '|', 3) || ${oneOf('n', 20, ['明亮', '安静', '温馨', '近地铁', '山景', '翻新', '独立', '带院'])}
          || ${oneOf('n', 21, ['一居', '两居', '小院', '公寓', 'Loft', '民宿', '开间', '三居'])} || ' ' || n,
        split_part(spot, '|', 2) || split_part(spot, '|', 4) || ' ' || 1 + ${chosen('n', 22, 180)} || ' 号',
        price, 50000, 'CNY', rooms, rooms * 28 + ${chosen('n', 23, 30)}, rooms || ' 室', rooms * 2, '双人床 ' || rooms || ' 张',
        1, 0, ARRAY(SELECT f::text FROM generate_series(1, 25) AS f WHERE f < 4 OR ${chosen('n * 25 + f', 24, 5)} < 2),
        'Asia/Shanghai', instant_book, policy, 'LISTED', completed, completed, completed * (3 + ${chosen('n', 25, 3)}),
        $3::date::timestamp - interval '1 year' - n * interval '17 seconds'
      FROM (${bulkHouseRows}) AS house
        CROSS JOIN LATERAL (SELECT 1 + ${chosen('n', 26, 4)} AS rooms, (${chosen('n', 9, 7)} > 0)::integer AS completed) AS more
      ON CONFLICT DO NOTHING`,
  },
  {
    what: 'bookings that search knows of',
    text: `INSERT INTO booking (order_id, house_id, version, check_in, check_out, taken, counted)
      SELECT order_id, id, CASE status WHEN 'PAID' THEN 3 WHEN 'CANCELED' THEN 4 ELSE 6 END, check_in, check_out,
        status = 'PAID', status = 'COMPLETE'
      FROM (${bulkStayRows}) AS stay ON CONFLICT DO NOTHING`,
  },
  {
    what: 'reviews',
    text: `INSERT INTO review (id, order_id, house_id, author_id, rating, text, at)
      SELECT order_id || '-review', order_id, id, tenant_id, 3 + ${chosen('n', 25, 3)}, '住得很好。', check_out::timestamp
      FROM (${bulkStayRows}) AS stay WHERE status = 'COMPLETE' ON CONFLICT DO NOTHING`,
  },
]
