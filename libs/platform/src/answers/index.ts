/**
 * Idempotent requests: the same key and the same request get the first answer again, however often, and have their
 * effect once. The answer is kept in the transaction of the effect, so there is no moment between the two.
 *
 * @module
 */
export { answerOnce } from './answer-once.ts'
export { claimOf, type KeyedRequest } from './claim.ts'
export { StoredAnswers } from './stored-answers.ts'
