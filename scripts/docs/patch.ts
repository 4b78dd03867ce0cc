/**
 * Changes a text as the hunks of a diff say, without line numbers: each hunk, set apart by a line `@@`, says by its lines
 * with space and minus what is there, once, and by those with space and plus what is to be there.
 *
 * @throws Error for a hunk that does not fit, or fits in several places
 */
export function applyHunks(text: string, diff: string): string {
  return diff
    .split(/^@@.*\n/m)
    .filter((hunk) => hunk !== '')
    .reduce(applyHunk, text)
}

function applyHunk(text: string, hunk: string): string {
  const lines = hunk.replace(/\n$/, '').split('\n')
  const side = (mark: string) =>
    lines
      .filter((line) => line === '' || line.startsWith(' ') || line.startsWith(mark))
      .map((line) => `${line.slice(1)}\n`)
      .join('')
  const [before, after] = [side('-'), side('+')]
  const parts = `\n${text}`.split(`\n${before}`)
  if (before === '' || parts.length !== 2) {
    throw new Error(`a hunk fits in ${before === '' ? 'no' : parts.length - 1} places:\n${hunk}`)
  }
  return parts.join(`\n${after}`).slice(1)
}
