import type { Person } from './house.ts'

/** What a tenant wrote after a stay. */
export interface Review {
  readonly id: string
  /** 1-5 */
  readonly rating: number
  readonly text: string
  readonly author: Person
  /** Milliseconds since 1970, UTC. */
  readonly at: number
}

/** How somebody is shown of whom nothing was heard yet. */
export const NAMELESS = '匿名用户'
