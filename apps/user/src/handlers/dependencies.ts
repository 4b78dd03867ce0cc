import type { Clock } from '@micro/core'
import type { CaptchaPainter, IdentityProvider, SmsProvider } from '../domain/providers.ts'
import type { UserStore } from '../domain/store.ts'
import type { Seal } from '../secrets/seal.ts'

export interface Dependencies {
  readonly store: UserStore
  readonly sms: SmsProvider
  readonly identities: IdentityProvider
  readonly paintCaptcha: CaptchaPainter
  /** For identity numbers. */
  readonly seal: Seal
  /** Whether text messages and failed sign-ins are limited. */
  readonly limited: boolean
  /** The domain's time. */
  readonly clock: Pick<Clock, 'time'>
}
