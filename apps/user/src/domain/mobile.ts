import { Refusal } from '@renting/platform/values'

/** A mobile number of mainland China: eleven digits. @throws Refusal INVALID_MOBILE */
export function checkMobile(text: string): string {
  if (/^1[3-9]\d{9}$/.test(text)) return text
  throw new Refusal('invalid', 'INVALID_MOBILE', 'mobile must be eleven digits that begin with 13 to 19')
}

/** As it is shown: `138****0001`. */
export function maskMobile(mobile: string): string {
  return `${mobile.slice(0, 3)}****${mobile.slice(-4)}`
}
