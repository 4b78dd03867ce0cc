import type { UserServiceHandler } from '@renting/contracts/user/v1'
import { createCaptcha, sendSmsCode } from './codes.ts'
import type { Dependencies } from './dependencies.ts'
import { register } from './register.ts'
import { getMe, resolveSession, signOut } from './session.ts'
import { signIn } from './sign-in.ts'
import { verifyIdentity } from './verify-identity.ts'

/** The service's surface: contract message in, domain call, contract message out. */
export function userService(dependencies: Dependencies): UserServiceHandler {
  return {
    createCaptcha: () => createCaptcha(dependencies),
    sendSmsCode: (request) => sendSmsCode(dependencies, request),
    register: (request) => register(dependencies, request),
    signIn: signIn(dependencies),
    signOut: (request) => signOut(dependencies, request),
    resolveSession: (request) => resolveSession(dependencies, request),
    getMe: (request) => getMe(dependencies, request),
    verifyIdentity: (request) => verifyIdentity(dependencies, request),
  }
}
