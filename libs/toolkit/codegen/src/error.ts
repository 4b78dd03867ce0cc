/** A mistake in a `.proto`, said with its file and, where known, its line. */
export class ProtoError extends Error {
  override readonly name = 'ProtoError'
  readonly file: string
  readonly line: number | undefined

  constructor(file: string, line: number | undefined, message: string) {
    super(`${file}${line === undefined ? '' : `:${line}`}: ${message}`)
    this.file = file
    this.line = line
  }
}
