import { randomInt, randomUUID } from 'node:crypto'
import type { CreateCaptchaResponse, SendSmsCodeRequest, SendSmsCodeResponse } from '@renting/contracts/user/v1'
import {
  captchaLifetime,
  isRightCaptcha,
  isRightCode,
  newCaptchaText,
  newSmsCode,
  wrongCaptcha,
} from '../domain/codes.ts'
import { checkMobile } from '../domain/mobile.ts'
import type { UserTransaction } from '../domain/store.ts'
import type { Dependencies } from './dependencies.ts'
import { ensureWithin } from './limit.ts'

export async function createCaptcha({ store, paintCaptcha, clock }: Dependencies): Promise<CreateCaptchaResponse> {
  const now = clock.time()
  const captcha = { id: randomUUID(), answer: newCaptchaText(randomInt), expiresAt: now + captchaLifetime }
  await store.keepCaptcha(captcha, now)
  return { id: captcha.id, image: paintCaptcha(captcha.answer) }
}

export async function sendSmsCode(
  { store, sms, limited, clock }: Dependencies,
  request: SendSmsCodeRequest,
): Promise<SendSmsCodeResponse> {
  const mobile = checkMobile(request.mobile)
  const now = clock.time()
  const code = await store.transaction(async (tx) => {
    await tx.lockMobile(mobile)
    await ensureWithin({ limited }, tx, 'sms', mobile, now)
    // Used up also by a wrong answer, so this transaction commits either way.
    const captcha = await tx.takeCaptcha(request.captchaId)
    if (!isRightCaptcha(captcha, request.captcha, now)) return undefined
    const fresh = newSmsCode(mobile, randomInt, now)
    await tx.keepSmsCode(fresh)
    await tx.count('sms', mobile, now)
    return fresh.code
  })
  if (code === undefined) throw wrongCaptcha()
  await sms.send(mobile, `【爱租房】验证码 ${code}，五分钟内有效。Your code is valid for five minutes.`)
  return {}
}

/** Whether this is the code that was sent. A wrong one is counted, so the transaction has to commit either way. */
export async function tryCode(tx: UserTransaction, mobile: string, given: string, now: number): Promise<boolean> {
  if (isRightCode(await tx.smsCode(mobile), given, now)) return true
  await tx.countSmsCodeAttempt(mobile)
  return false
}
