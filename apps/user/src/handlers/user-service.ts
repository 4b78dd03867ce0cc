import type { UserServiceHandler } from '@renting/contracts/user/v1'
import { changePassword } from './change-password.ts'
import { createCaptcha, sendSmsCode } from './codes.ts'
import type { Dependencies } from './dependencies.ts'
import { register } from './register.ts'
import { resetPassword } from './reset-password.ts'
import { revealIdentity } from './reveal-identity.ts'
import { getMe, listSessions, resolveSession, signOut } from './session.ts'
import { setAvatar } from './set-avatar.ts'
import { signIn } from './sign-in.ts'
import { updateProfile } from './update-profile.ts'
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
    updateProfile: (request) => updateProfile(dependencies, request),
    setAvatar: (requests) => setAvatar(dependencies, requests),
    changePassword: (request) => changePassword(dependencies, request),
    resetPassword: (request) => resetPassword(dependencies, request),
    listSessions: (request) => listSessions(dependencies, request),
    verifyIdentity: (request) => verifyIdentity(dependencies, request),
    revealIdentity: (request) => revealIdentity(dependencies, request),
  }
}
