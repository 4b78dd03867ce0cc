import multipart from '@fastify/multipart'
import type { App } from '../deps.ts'

/** Has the routes of this scope take forms with a file, and nothing else. */
export function takeForms(app: App): void {
  app.removeAllContentTypeParsers()
  app.register(multipart, {
    throwFileSizeLimit: false,
    // How large a file may be is counted by `Upload`; all else of a form is small, or refused.
    limits: { fileSize: Number.POSITIVE_INFINITY, fieldNameSize: 100, fieldSize: 100, headerPairs: 16 },
  })
}
