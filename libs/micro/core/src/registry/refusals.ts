import { errors, type MicroError } from '../errors.ts'

const id = 'micro.registry'

/** What each verb of a registry does first. @throws MicroError 503 `CLOSED`; 499 for a caller who has given up */
export function checkRegistryCall(closed: boolean, signal: AbortSignal | undefined): void {
  if (closed) throw registryClosed()
  if (signal?.aborted) throw registryCanceled(signal)
}

export function registryClosed(): MicroError {
  return errors.unavailable(id, 'the registry is closed', { reason: 'CLOSED', stack: false })
}

export function registryCanceled({ reason }: AbortSignal): MicroError {
  return errors.canceled(id, 'the caller gave up', { cause: reason, stack: false })
}
