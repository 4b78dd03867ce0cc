import {
  type GetMeRequest,
  type GetMeResponse,
  type ListSessionsRequest,
  type ListSessionsResponse,
  type ResolveSessionRequest,
  type ResolveSessionResponse,
  SessionEnd,
  type SignOutRequest,
  type SignOutResponse,
} from '@renting/contracts/user/v1'
import { signedIn } from '@renting/platform/values'
import { ensureOpen, listedSessions, renewed } from '../domain/session.ts'
import { existing } from '../domain/user.ts'
import { hashToken } from '../secrets/token.ts'
import type { Dependencies } from './dependencies.ts'
import { toActor, toMessage } from './messages.ts'

export async function resolveSession(
  { store, clock }: Dependencies,
  { token }: ResolveSessionRequest,
): Promise<ResolveSessionResponse> {
  const now = clock.time()
  const tokenHash = hashToken(token)
  const session = ensureOpen(await store.findSession(tokenHash), now)
  const used = renewed(session, now)
  if (used !== session) await store.renewSession(tokenHash, used)
  return { actor: toActor(session.user), user: toMessage(session.user), expiresAtMs: used.expiresAt }
}

export async function signOut({ store, clock }: Dependencies, { token }: SignOutRequest): Promise<SignOutResponse> {
  await store.revokeSession(hashToken(token), { at: clock.time(), by: 'SIGN_OUT' })
  return {}
}

export async function listSessions(
  { store }: Dependencies,
  { actor }: ListSessionsRequest,
): Promise<ListSessionsResponse> {
  const sessions = await store.listSessions(signedIn(actor).userId, listedSessions)
  const items = sessions.map(({ begunAt, expiresAt, revoked }) => ({
    begunAtMs: begunAt,
    expiresAtMs: expiresAt,
    revokedAtMs: revoked?.at,
    revokedBy: SessionEnd[revoked?.by ?? 'UNSPECIFIED'],
  }))
  return { items }
}

export async function getMe({ store }: Dependencies, { actor }: GetMeRequest): Promise<GetMeResponse> {
  return { user: toMessage(existing(await store.find(signedIn(actor).userId))) }
}
