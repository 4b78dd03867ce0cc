import multipart from '@fastify/multipart'
import type { Clock } from '@micro/core'
import type { App } from '../deps.ts'

/** Milliseconds for which what still comes after an answer is read and thrown away. */
const patience = 5000

/** Has the routes of this scope take forms with a file, and nothing else. */
export function takeForms(app: App, clock: Clock): void {
  app.removeAllContentTypeParsers()
  app.register(multipart, {
    throwFileSizeLimit: false,
    // How large a file may be is counted by `Upload`; all else of a form is small, or refused.
    limits: { fileSize: Number.POSITIVE_INFINITY, fieldNameSize: 100, fieldSize: 100, headerPairs: 16 },
  })
  answerEarly(app, clock)
}

/**
 * An answer may be ready while the client still sends. Ending the connection then would have the client's system throw
 * the answer away unread; waiting for all would cost what the refusal was to save. So what comes is thrown away for a
 * while, for the client to see the answer, and then the connection ends.
 */
function answerEarly(app: App, clock: Clock): void {
  app.addHook('onRequest', async ({ raw }, reply) => {
    reply.raw.once('finish', () => {
      if (raw.complete) return
      raw.unpipe()
      raw.resume()
      const timer = clock.after(patience, () => raw.destroy())
      raw.once('close', () => timer.cancel())
    })
  })
}
