import { Metadata, type ServiceError, status } from '@grpc/grpc-js'
import { errors, MicroError } from '@micro/core'
import { registryPrefix } from './keys.ts'

const id = 'micro.registry'

/** What a refusal of etcd means, by its code and words. */
export function toMicroError(error: ServiceError, address: string): MicroError {
  const words = error.details.replace(/^etcdserver: /, '')
  const detail = `etcd at ${address}: ${words}`
  const rest = { cause: error, stack: false } as const
  if (/user name is empty/.test(words)) {
    const hint = 'it asks for a user: give user and password (ETCD_USERNAME, ETCD_PASSWORD)'
    return errors.unauthorized(id, `etcd at ${address}: ${hint}`, { ...rest, reason: 'NO_USER' })
  }
  if (/authentication failed/.test(words)) return errors.unauthorized(id, detail, { ...rest, reason: 'WRONG_PASSWORD' })
  if (/invalid auth token|revision of auth store is old/.test(words)) {
    return errors.unauthorized(id, detail, { ...rest, reason: 'STALE_TOKEN' })
  }
  if (/authentication is not enabled/.test(words)) {
    return errors.preconditionFailed(id, detail, { ...rest, reason: 'NO_AUTHENTICATION' })
  }
  if (/permission denied/.test(words)) {
    const hint = `the user's role needs to read and write the prefix ${registryPrefix}`
    return errors.forbidden(id, `${detail}; ${hint}`, { ...rest, reason: 'FORBIDDEN' })
  }
  if (/requested lease not found/.test(words)) return errors.notFound(id, detail, { ...rest, reason: 'LEASE_GONE' })
  if (/lease already exists/.test(words)) return errors.conflict(id, detail, { ...rest, reason: 'LEASE_EXISTS' })
  if (/compacted|future revision/.test(words)) return errors.unavailable(id, detail, { ...rest, reason: 'NO_REVISION' })
  if (/database space exceeded/.test(words)) {
    const hint = 'compact and defragment it, then disarm its alarm'
    return errors.unavailable(id, `${detail}; ${hint}`, { ...rest, reason: 'NO_SPACE' })
  }
  if (/larger than max|too large/.test(words)) return errors.tooLarge(id, detail, { ...rest, reason: 'TOO_LARGE' })
  switch (error.code) {
    case status.INVALID_ARGUMENT:
    case status.OUT_OF_RANGE:
      return errors.badRequest(id, detail, { ...rest, reason: 'REFUSED' })
    case status.NOT_FOUND:
      return errors.notFound(id, detail, rest)
    case status.ALREADY_EXISTS:
    case status.FAILED_PRECONDITION:
      return errors.conflict(id, detail, rest)
    case status.DEADLINE_EXCEEDED:
      return errors.timeout(id, `etcd at ${address} did not answer in time`, { ...rest, reason: 'REGISTRY_SILENT' })
    case status.PERMISSION_DENIED:
      return errors.forbidden(id, detail, rest)
    case status.UNAUTHENTICATED:
      return errors.unauthorized(id, detail, rest)
    case status.RESOURCE_EXHAUSTED:
      return errors.tooManyRequests(id, detail, rest)
    case status.UNIMPLEMENTED:
      return errors.notImplemented(id, `${detail}; is it an etcd of version 3.4 or later?`, rest)
    case status.INTERNAL:
      // A stream that was reset by the loss of its connection.
      if (/RST_STREAM/.test(words)) return away(address, words, error)
      return new MicroError({ id, code: 500, detail }, rest)
    case status.CANCELLED:
    case status.UNAVAILABLE:
      return away(address, words, error)
    default:
      return new MicroError({ id, code: 500, detail }, rest)
  }
}

/** What a member says of a watch that it refuses or ends: words alone. */
export function refusal(reason: string, address: string): MicroError {
  const details = reason.replace(/^rpc error: code = \w+ desc = /, '')
  const error = Object.assign(new Error(details), { code: status.UNAVAILABLE, details, metadata: new Metadata() })
  return toMicroError(error, address)
}

/** The watch can't go on without missing something. */
export function lost(why: string): MicroError {
  return errors.unavailable(id, `the watch can't go on: ${why}`, { reason: 'WATCH_LOST', stack: false })
}

/** Whether another member may do better, or the same one later. */
export function isUnreachable(error: unknown): boolean {
  return error instanceof MicroError && (error.reason === 'REGISTRY_UNREACHABLE' || error.reason === 'REGISTRY_SILENT')
}

export function hasReason(error: unknown, reason: string): boolean {
  return error instanceof MicroError && error.reason === reason
}

function away(address: string, words: string, cause: unknown): MicroError {
  const why = words.replace(/^No connection established\. Last error: (.*?)\. Resolution note:.*$/s, '$1')
  const detail = `etcd at ${address} is out of reach: ${why}`
  return errors.unavailable(id, detail, { reason: 'REGISTRY_UNREACHABLE', cause, stack: false })
}
