/** Why a service can't start, in a sentence for whoever started it: what is wrong and what to do. Shown without stack. */
export class StartError extends Error {
  override readonly name: string = 'StartError'
  /** The process's exit code. */
  readonly exitCode: number = 1
}
