import { encodeMessage, type MessageType } from '@micro/core'
import * as messages from '../gen/etcd/v3/rpc.js'
import { EtcdReader } from './reader.ts'

/** A call of etcd's API. */
export interface Rpc<Request, Answer> {
  readonly path: string
  readonly encode: (request: Request) => Buffer
  readonly decode: (answer: Buffer) => Answer
}

export const range = rpc('KV/Range', messages.RangeRequest, messages.RangeResponse)
export const put = rpc('KV/Put', messages.PutRequest, messages.PutResponse)
export const deleteRange = rpc('KV/DeleteRange', messages.DeleteRangeRequest, messages.DeleteRangeResponse)
export const leaseGrant = rpc('Lease/LeaseGrant', messages.LeaseGrantRequest, messages.LeaseGrantResponse)
export const leaseRevoke = rpc('Lease/LeaseRevoke', messages.LeaseRevokeRequest, messages.LeaseRevokeResponse)
/** Both ways a stream. */
export const leaseKeepAlive = rpc(
  'Lease/LeaseKeepAlive',
  messages.LeaseKeepAliveRequest,
  messages.LeaseKeepAliveResponse,
)
/** Both ways a stream. */
export const watch = rpc('Watch/Watch', messages.WatchRequest, messages.WatchResponse)
export const authenticate = rpc('Auth/Authenticate', messages.AuthenticateRequest, messages.AuthenticateResponse)

function rpc<Request, Answer>(
  method: string,
  request: MessageType<Request>,
  answer: MessageType<Answer>,
): Rpc<Request, Answer> {
  return {
    path: `/etcdserverpb.${method}`,
    encode: (message) => encodeMessage(request, message),
    decode: (bytes) => answer.decode(new EtcdReader(bytes)),
  }
}
