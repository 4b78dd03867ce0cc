import type { Captcha, SmsCode } from './codes.ts'
import type { Opening } from './identity.ts'
import type { Limited } from './limits.ts'
import type { Revocation, Session } from './session.ts'
import type { User } from './user.ts'

/** An identity number as only the holders of its key can read it. */
export type Sealed = Uint8Array<ArrayBuffer>

export interface SealedIdNumber {
  readonly userId: string
  readonly idNumber: Sealed
}

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
  /** Writes what others see, and the event that tells of it. */
  saveProfile(user: User): Promise<void>
  /** Takes a picture that was noted. @throws Error when it was given up meanwhile */
  takePicture(key: string): Promise<void>
  /** Notes a picture that nobody has any more. */
  dropPicture(key: string): Promise<void>
  /** @throws Error for nobody */
  passwordHash(id: string): Promise<string>
  savePasswordHash(id: string, passwordHash: string): Promise<void>

  /** Begins a session; those of the same user that were over long before `now` are forgotten. */
  addSession(tokenHash: string, session: Session, now: number): Promise<void>
  session(tokenHash: string): Promise<Session | undefined>
  /** Lets a session go on under another token. */
  moveSession(tokenHash: string, to: string): Promise<void>
  /** Ends all sessions of a user that are open, or all but one. */
  revokeSessions(userId: string, revoked: Revocation, exceptTokenHash?: string): Promise<void>

  /** Writes what a check of the identity has found. */
  saveIdentity(user: User, idNumber: Sealed): Promise<void>
  /** The number that is kept of a user's identity. */
  sealedIdNumber(userId: string): Promise<Sealed | undefined>
  /** Puts the reading of an identity number on record, for good. */
  recordOpening(opening: Opening): Promise<void>
  /** Some of the numbers that these keys have sealed; nobody else is given them until this transaction ends. */
  takeSealedBy(keyIds: readonly string[], limit: number): Promise<readonly SealedIdNumber[]>
  /** Puts the same number in its place, as another key has sealed it. */
  replaceSealed(number: SealedIdNumber): Promise<void>
}

export interface UserStore {
  transaction<R>(work: (tx: UserTransaction) => Promise<R>): Promise<R>

  /** Keeps a captcha; those that are over by `now` are forgotten. */
  keepCaptcha(captcha: Captcha, now: number): Promise<void>
  captcha(id: string): Promise<Captcha | undefined>

  find(id: string): Promise<User | undefined>
  /** Notes a picture that is about to be stored: unless it is taken, it is removed. */
  notePicture(key: string): Promise<void>
  /** With the hash to check a password against. */
  findCredentials(mobile: string): Promise<{ readonly user: User; readonly passwordHash: string } | undefined>

  findSession(tokenHash: string): Promise<(Session & { readonly user: User }) | undefined>
  /** The newest first; those that are over too, for a while. */
  listSessions(userId: string, limit: number): Promise<readonly Session[]>
  /** Moves the end of a session that is open. */
  renewSession(tokenHash: string, session: Session): Promise<void>
  /** Ends a session, unless it is over. */
  revokeSession(tokenHash: string, revoked: Revocation): Promise<void>

  /** Enters a key among those that seal, after the ones that came before. */
  addKey(keyId: string): Promise<void>
  /** The keys that began to seal before this one did. */
  keysBefore(keyId: string): Promise<readonly string[]>
  /** The keys that numbers are sealed by, beside these. */
  keysBeside(keyIds: readonly string[]): Promise<readonly string[]>
}
