import { characters, Refusal } from '@renting/platform/values'
import { type IdentityStatus, maskIdNumber } from './identity.ts'
import { checkMobile, maskMobile } from './mobile.ts'

/** What is known of a person's identity. The number itself is kept sealed and is not part of this. */
export interface Identity {
  readonly status: IdentityStatus
  readonly realName?: string | undefined
  /** `1101**********1234` */
  readonly maskedIdNumber?: string | undefined
}

/** A picture in the object store. */
export interface Avatar {
  readonly key: string
  /** Where everybody sees it. */
  readonly url: string
}

export interface User {
  readonly id: string
  /** Grows by each change of what others see: name and picture. */
  readonly version: number
  readonly mobile: string
  readonly name: string
  readonly avatar?: Avatar | undefined
  readonly identity: Identity
  /** Milliseconds since 1970, UTC. */
  readonly createdAt: number
}

/**
 * @param name none: the masked mobile
 * @throws Refusal INVALID_MOBILE, INVALID_NAME
 */
export function newUser(id: string, mobile: string, name: string | undefined, now: number): User {
  return {
    id,
    version: 1,
    mobile: checkMobile(mobile),
    name: name === undefined ? maskMobile(mobile) : checkName('name', name),
    identity: { status: 'NONE' },
    createdAt: now,
  }
}

/** The user under another name; the same one under the name they have. @throws Refusal INVALID_NAME */
export function renamed(user: User, text: string): User {
  const name = checkName('name', text)
  return name === user.name ? user : { ...user, version: user.version + 1, name }
}

export function withAvatar(user: User, avatar: Avatar): User {
  return { ...user, version: user.version + 1, avatar }
}

/** @throws Refusal ALREADY_VERIFIED: an identity is checked once and stays */
export function ensureUnverified(user: User): void {
  if (user.identity.status === 'VERIFIED') {
    throw new Refusal('conflict', 'ALREADY_VERIFIED', 'the identity has been verified already')
  }
}

/** What a check of somebody's identity has found. */
export function withIdentity(user: User, status: 'VERIFIED' | 'REJECTED', realName: string, idNumber: string): User {
  return { ...user, identity: { status, realName, maskedIdNumber: maskIdNumber(idNumber) } }
}

/** @returns without surrounding space @throws Refusal INVALID_NAME unless it has 1 to 32 characters and no control ones */
export function checkName(field: 'name' | 'realName', text: string): string {
  const name = text.trim()
  const length = characters(name)
  if (length >= 1 && length <= 32 && !/\p{Cc}/u.test(name)) return name
  throw new Refusal('invalid', 'INVALID_NAME', `${field} must have 1 to 32 characters`)
}

/** Who registers with a mobile that has an account is told so. */
export function mobileTaken(): Refusal {
  return new Refusal('conflict', 'MOBILE_TAKEN', 'the mobile number has an account already')
}

/** @throws Refusal NOT_FOUND */
export function existing<T>(found: T | undefined): T {
  if (found !== undefined) return found
  throw new Refusal('not-found', 'NOT_FOUND', 'no such account')
}
