import type { Database } from '@renting/platform'
import type { PrismaClient } from '../../gen/prisma/client.ts'
import { NAMELESS, type Review } from '../domain/review.ts'
import type { After } from '../domain/search.ts'

interface ReviewRow {
  readonly id: string
  readonly rating: number
  readonly text: string
  readonly at: Date
  readonly author_id: string
  readonly author_name: string | null
  readonly author_avatar: string | null
}

type Pool = Database<PrismaClient>['pool']

/** Their authors are shown by what is known of them now. */
export async function readReviews(
  pool: Pool,
  houseId: string,
  after: After | undefined,
  limit: number,
): Promise<readonly Review[]> {
  const going = after === undefined ? '' : 'AND (r.at, r.id) < ($3, $4)'
  const { rows } = await pool.query<ReviewRow>(
    `SELECT r.id, r.rating, r.text, r.at, r.author_id, p.name AS author_name, p.avatar_url AS author_avatar
     FROM review r LEFT JOIN person p ON p.id = r.author_id
     WHERE r.house_id = $1 ${going} ORDER BY r.at DESC, r.id DESC LIMIT $2`,
    after === undefined ? [houseId, limit] : [houseId, limit, new Date(after[0]), after[1]],
  )
  return rows.map((row) => ({
    id: row.id,
    rating: row.rating,
    text: row.text,
    at: row.at.getTime(),
    author: { id: row.author_id, name: row.author_name ?? NAMELESS, avatarUrl: row.author_avatar ?? undefined },
  }))
}
