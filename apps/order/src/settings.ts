import { setting } from '@renting/platform'

/** The service's own variables, beside the platform's. */
export const orderSettings = {
  /** There is no provider for production yet: there it must be said that nobody can pay. */
  RENTING_PAYMENTS: setting.optional(
    setting.choice(['prompt', 'slow', 'failing', 'off'], {
      description: 'how payments go, in development prompt, slow or failing; in production off, needed there',
      example: 'off',
    }),
  ),
} as const
