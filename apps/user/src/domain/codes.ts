import { Refusal } from '@renting/platform/values'

const MINUTE = 60_000

/** Characters of a captcha that are not taken for each other, drawn or read. */
export const captchaAlphabet = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789'
export const captchaLength = 4
/** Milliseconds a captcha is good for. */
export const captchaLifetime = 5 * MINUTE
/** Milliseconds a text message's code is good for. */
export const smsCodeLifetime = 5 * MINUTE
/** Tries of one code: of a million codes, five give a guess no chance. */
export const smsCodeAttempts = 5

export interface Captcha {
  readonly id: string
  readonly answer: string
  /** Milliseconds since 1970, UTC. */
  readonly expiresAt: number
}

/** The last code sent to a mobile; only the last one counts. */
export interface SmsCode {
  readonly mobile: string
  readonly code: string
  readonly attempts: number
  /** Milliseconds since 1970, UTC. */
  readonly expiresAt: number
}

/** @param random a whole number from 0 to `below` - 1, unpredictable */
export function newCaptchaText(random: (below: number) => number): string {
  return Array.from({ length: captchaLength }, () => captchaAlphabet[random(captchaAlphabet.length)]).join('')
}

/** @param random as for `newCaptchaText` */
export function newSmsCode(mobile: string, random: (below: number) => number, now: number): SmsCode {
  const code = String(random(1_000_000)).padStart(6, '0')
  return { mobile, code, attempts: 0, expiresAt: now + smsCodeLifetime }
}

/** Whether these are the characters of a captcha. It is used up either way. */
export function isRightCaptcha(captcha: Captcha | undefined, answer: string, now: number): boolean {
  return captcha !== undefined && now < captcha.expiresAt && captcha.answer === answer.trim().toUpperCase()
}

export function wrongCaptcha(): Refusal {
  return new Refusal('rule', 'WRONG_CAPTCHA', 'these are not the characters of the captcha, or it is over')
}

/** Whether a code is the one that was sent. A wrong one is to be counted, a right one is used up. */
export function isRightCode(sent: SmsCode | undefined, given: string, now: number): boolean {
  return sent !== undefined && now < sent.expiresAt && sent.attempts < smsCodeAttempts && sent.code === given
}

export function wrongCode(): Refusal {
  return new Refusal('rule', 'WRONG_CODE', 'this is not the code that was sent last, or it is over')
}
