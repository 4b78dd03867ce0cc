import { randomUUIDv7 } from 'node:crypto'
import type { RegisterRequest, RegisterResponse } from '@renting/contracts/user/v1'
import { wrongCode } from '../domain/codes.ts'
import { checkPassword } from '../domain/password.ts'
import { newSession } from '../domain/session.ts'
import { mobileTaken, newUser } from '../domain/user.ts'
import { hashPassword } from '../secrets/password-hash.ts'
import { hashToken, newToken } from '../secrets/token.ts'
import { tryCode } from './codes.ts'
import type { Dependencies } from './dependencies.ts'
import { toMessage } from './messages.ts'

export async function register({ store, clock }: Dependencies, request: RegisterRequest): Promise<RegisterResponse> {
  const { mobile, password, name, smsCode } = request
  const now = clock.time()
  const user = newUser(randomUUIDv7(), mobile, name, now)
  const token = newToken()
  const registered = await store.transaction(async (tx) => {
    await tx.lockMobile(mobile)
    if ((await tx.findByMobile(mobile)) !== undefined) throw mobileTaken()
    checkPassword(password, mobile)
    if (!(await tryCode(tx, mobile, smsCode, now))) return false
    await tx.removeSmsCode(mobile)
    await tx.add(user, await hashPassword(password))
    await tx.addSession(hashToken(token), newSession(user.id, now), now)
    return true
  })
  if (!registered) throw wrongCode()
  return { token, user: toMessage(user) }
}
