import { characters, dateFromParts, Refusal, todayIn } from '@renting/platform/values'

/** How far a person's identity has been checked. */
export type IdentityStatus = 'NONE' | 'VERIFIED' | 'REJECTED'

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const checks = '10X98765432'

/**
 * A resident identity number, GB 11643: six digits of the place, a birthday, three digits, and a check character by
 * ISO 7064 MOD 11-2.
 *
 * @param now milliseconds since 1970, UTC: nobody is born later
 * @returns with the check character in upper case
 * @throws Refusal BAD_ID_NUMBER
 */
export function checkIdNumber(text: string, now: number): string {
  const number = text.trim().toUpperCase()
  if (!/^[1-9]\d{16}[\dX]$/.test(number)) throw bad('must be 17 digits and a check character')
  if (number.at(-1) !== checkCharacter(number)) throw bad('has a wrong check character')
  const [year, month, day] = [number.slice(6, 10), number.slice(10, 12), number.slice(12, 14)].map(Number)
  const birthday = dateFromParts({ year: year!, month: month!, day: day! })
  if (birthday === undefined || year! < 1900 || birthday > todayIn('Asia/Shanghai', now)) {
    throw bad('has no birthday in it')
  }
  return number
}

/** What the first 17 digits ask for as the eighteenth. */
export function checkCharacter(digits: string): string {
  const sum = weights.reduce((total, weight, index) => total + weight * Number(digits[index]), 0)
  return checks[sum % 11]!
}

/** As it is shown, without the birthday: `1101**********1234`. */
export function maskIdNumber(number: string): string {
  return `${number.slice(0, 4)}**********${number.slice(-4)}`
}

/** A reading of an identity number in clear text, as it stays on record. */
export interface Opening {
  /** A user, or the service itself. */
  readonly by: string
  /** Whose number it is. */
  readonly userId: string
  readonly purpose: string
  /** Milliseconds since 1970, UTC. */
  readonly at: number
}

/** @returns without surrounding space @throws Refusal INVALID_PURPOSE unless it has 1 to 200 characters and no control ones */
export function checkPurpose(text: string): string {
  const purpose = text.trim()
  const length = characters(purpose)
  if (length >= 1 && length <= 200 && !/\p{Cc}/u.test(purpose)) return purpose
  throw new Refusal('invalid', 'INVALID_PURPOSE', 'purpose must have 1 to 200 characters')
}

function bad(detail: string): Refusal {
  return new Refusal('rule', 'BAD_ID_NUMBER', `idNumber ${detail}`)
}
