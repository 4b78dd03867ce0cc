import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'

/** Keeps the last lines of an output while it passes them on. */
export function follow(output: Readable, onLine: (line: string) => void): { readonly tail: () => string } {
  const lines: string[] = []
  createInterface({ input: output }).on('line', (line) => {
    lines.push(line)
    if (lines.length > 30) lines.shift()
    onLine(line)
  })
  return { tail: () => lines.join('\n') }
}
