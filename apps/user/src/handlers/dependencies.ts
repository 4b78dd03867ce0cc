import type { Clock } from '@micro/core'
import type { ObjectStore } from '@renting/platform/objects'
import type { CaptchaPainter, IdentityProvider, SmsProvider } from '../domain/providers.ts'
import type { UserStore } from '../domain/store.ts'
import type { Seal } from '../secrets/seal.ts'

export interface Dependencies {
  readonly store: UserStore
  readonly sms: SmsProvider
  readonly identities: IdentityProvider
  readonly paintCaptcha: CaptchaPainter
  /** Where pictures are kept. */
  readonly objects: ObjectStore
  /** Where people see the picture of a key. */
  readonly urlOf: (key: string) => string
  /** For identity numbers. */
  readonly seal: Seal
  /** Whether text messages and failed sign-ins are limited. */
  readonly limited: boolean
  /** Real time: see service.ts. */
  readonly clock: Pick<Clock, 'time'>
}
