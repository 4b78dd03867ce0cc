/**
 * Values every service of the platform means the same by: pure, and without any import, so that a domain may use them.
 *
 * @module
 */
export { type SignedIn, signedIn } from './actor.ts'
export type { Answers, Claim } from './claim.ts'
export {
  addDays,
  type CalendarDate,
  type DateParts,
  dateFromParts,
  dateParts,
  daysBetween,
  fromSqlDate,
  isTimeZone,
  parseDate,
  startOfDay,
  todayIn,
  toSqlDate,
} from './dates.ts'
export { type Money, makeMoney, sumMoney } from './money.ts'
export {
  type CursorKey,
  decodeCursor,
  encodeCursor,
  type PageOf,
  type PageRequest,
  pageLimit,
  pageOf,
} from './page.ts'
export { Refusal, type RefusalKind } from './refusal.ts'
export {
  countNights,
  makeStay,
  nightsOf,
  overlaps,
  type Stay,
  type StayParts,
  stayFromParts,
  stayParts,
} from './stay.ts'
export { characters } from './text.ts'
