import type { FastifyReply, FastifyRequest } from 'fastify'

/** Milliseconds for which what still comes after an answer is read and thrown away. */
export const patience = 5000

/**
 * A refusal may be ready while the client still sends. Ending the connection then would have the client's system throw
 * the answer away unread; waiting for all would cost what the refusal was to save. So what comes is thrown away for a
 * while, for the client to see the answer, and then the connection ends. A client that stops in time may use it again.
 */
export function linger({ raw }: FastifyRequest, reply: FastifyReply): void {
  // Set by the web framework for a body that it did not read to its end, to end the connection at once.
  reply.removeHeader('connection')
  reply.raw.once('finish', () => {
    if (raw.complete) return
    raw.unpipe()
    raw.resume()
    const timer = setTimeout(() => raw.destroy(), patience).unref()
    raw.once('close', () => clearTimeout(timer))
  })
}
