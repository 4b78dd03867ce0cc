import { createHash, randomBytes } from 'node:crypto'

/** 256 bits that nobody guesses, safe in a cookie. */
export function newToken(): string {
  return randomBytes(32).toString('base64url')
}

/** What is kept of a token: enough to know it again, too little to use it. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}
