import { errors, type MicroError } from '@micro/core'

/** What consul said, of which a message repeats this much. */
const quoted = 300

/** Reasons of the errors after which another agent, or the same a little later, may do better. */
const passing = new Set(['REGISTRY_UNREACHABLE', 'REGISTRY_TIMEOUT', 'REGISTRY_ERROR', 'REGISTRY_BUSY'])

const id = 'micro.registry'

export function timedOut(address: string, timeout: number): MicroError {
  const detail = `consul at ${address} did not answer in ${timeout} ms`
  return errors.timeout(id, detail, { reason: 'REGISTRY_TIMEOUT', stack: false })
}

/** There was no answer: no connection, or it broke. */
export function unreachable(address: string, cause: NodeJS.ErrnoException): MicroError {
  const detail = `consul at ${address} is out of reach: ${cause.message || cause.code}${advice(cause)}`
  return errors.unavailable(id, detail, { reason: 'REGISTRY_UNREACHABLE', cause, stack: false })
}

export function tooLarge(address: string, limit: number): MicroError {
  const detail = `an answer of consul at ${address} is larger than ${limit} bytes: see maxResponse`
  return errors.tooLarge(id, detail, { reason: 'RESPONSE_TOO_LARGE', stack: false })
}

export function unreadable(address: string, cause?: unknown): MicroError {
  const detail = `consul at ${address} answered what consul does not say; is something else listening there?`
  return errors.unavailable(id, detail, { reason: 'REGISTRY_ERROR', cause, stack: false })
}

/** For a status that is neither 200 nor one that the question expects. */
export function refused(address: string, status: number, text: string): MicroError {
  const words = text.trim().slice(0, quoted)
  const said = `consul at ${address} said ${status}: ${words}`
  if (status === 401 || status === 403) {
    const detail = `${said}; give a token that may: option token, or CONSUL_HTTP_TOKEN`
    return errors.forbidden(id, detail, { reason: 'ACL_DENIED', stack: false })
  }
  if (status === 413) return errors.tooLarge(id, said, { reason: 'RECORD_TOO_LARGE', stack: false })
  if (status === 400) {
    const https = /HTTPS server/i.test(words) ? '; write https:// before its address, or give tls' : ''
    return errors.badRequest(id, `${said}${https}`, { reason: 'REGISTRY_REFUSED', stack: false })
  }
  return errors.unavailable(id, said, { reason: status === 429 ? 'REGISTRY_BUSY' : 'REGISTRY_ERROR', stack: false })
}

/** Whether another agent may do better. */
export function mayPass(error: MicroError): boolean {
  return error.reason !== undefined && passing.has(error.reason)
}

/** Whether consul is there and says that it can't, which passes: an election, too many questions. */
export function isTrouble(error: MicroError): boolean {
  return error.reason === 'REGISTRY_ERROR' || isBusy(error)
}

/** Whether this client asks for more than consul gives one client. */
export function isBusy(error: MicroError): boolean {
  return error.reason === 'REGISTRY_BUSY'
}

function advice({ code = '', message }: NodeJS.ErrnoException): string {
  if (/CERTIFICATE_REQUIRED|BAD_CERTIFICATE|HANDSHAKE_FAILURE/.test(code) || /bad certificate/.test(message)) {
    return '; it wants to know who asks: give tls.cert and tls.key, or CONSUL_CLIENT_CERT and CONSUL_CLIENT_KEY'
  }
  if (/SELF_SIGNED|UNABLE_TO|CERT_UNTRUSTED/.test(code)) {
    return '; give the authority that signed its certificate: tls.ca, or CONSUL_CACERT'
  }
  if (/EPROTO|WRONG_VERSION/.test(code)) return '; does it speak TLS there?'
  if (code === 'ECONNREFUSED') return '; does an agent run there?'
  return ''
}
