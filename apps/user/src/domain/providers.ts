/** Sends text messages. */
export interface SmsProvider {
  /** Resolves once the message is on its way. */
  send(to: string, text: string): Promise<void>
}

/** Knows whether a name and an identity number belong together. */
export interface IdentityProvider {
  check(realName: string, idNumber: string): Promise<'VERIFIED' | 'REJECTED'>
}

/** Makes a picture, as a data URL, of characters that people can read and programs hardly can. */
export type CaptchaPainter = (text: string) => string

/** What a development provider sent. */
export interface SentMessage {
  readonly to: string
  readonly text: string
  /** Milliseconds since 1970, UTC. */
  readonly at: number
}
