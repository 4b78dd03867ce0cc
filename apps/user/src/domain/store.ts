import type { Captcha, SmsCode } from './codes.ts'
import type { Limited } from './limits.ts'
import type { Session } from './session.ts'
import type { User } from './user.ts'

/** What happens together or not at all. */
export interface UserTransaction {
  /** Nobody else acts for this mobile number until this transaction ends. */
  lockMobile(mobile: string): Promise<void>
  /** When something limited happened to a mobile since a moment; milliseconds since 1970, UTC. */
  happened(what: Limited, mobile: string, since: number): Promise<readonly number[]>
  /** Counts something limited; what is too old to count is forgotten. */
  count(what: Limited, mobile: string, at: number): Promise<void>
  /** Forgets what was counted. */
  forget(what: Limited, mobile: string): Promise<void>

  /** Gives the captcha out for the last time. */
  takeCaptcha(id: string): Promise<Captcha | undefined>
  /** Replaces the code sent before. */
  keepSmsCode(code: SmsCode): Promise<void>
  smsCode(mobile: string): Promise<SmsCode | undefined>
  countSmsCodeAttempt(mobile: string): Promise<void>
  removeSmsCode(mobile: string): Promise<void>

  findByMobile(mobile: string): Promise<User | undefined>
  /** Nobody else changes the user until this transaction ends. */
  lock(id: string): Promise<User | undefined>
  /** Adds a user and the event that tells of them. @throws Refusal MOBILE_TAKEN, proven by the database */
  add(user: User, passwordHash: string): Promise<void>
  /** Writes what a check of the identity has found. @param sealedIdNumber as only the holder of the key can open it */
  saveIdentity(user: User, sealedIdNumber: Uint8Array<ArrayBuffer>): Promise<void>
  /** Begins a session; those of the same user that are over by `now` are forgotten. */
  addSession(tokenHash: string, session: Session, now: number): Promise<void>
}

export interface UserStore {
  transaction<R>(work: (tx: UserTransaction) => Promise<R>): Promise<R>

  /** Keeps a captcha; those that are over by `now` are forgotten. */
  keepCaptcha(captcha: Captcha, now: number): Promise<void>
  captcha(id: string): Promise<Captcha | undefined>

  find(id: string): Promise<User | undefined>
  /** With the hash to check a password against. */
  findCredentials(mobile: string): Promise<{ readonly user: User; readonly passwordHash: string } | undefined>

  findSession(tokenHash: string): Promise<(Session & { readonly user: User }) | undefined>
  renewSession(tokenHash: string, session: Session): Promise<void>
  endSession(tokenHash: string): Promise<void>
}
