/** A fenced code block of a document. */
export interface Block {
  /** First word of the fence: `ts`, `sh`, … */
  readonly language: string
  /** Runs in the tests: the word `run` stands in the fence. */
  readonly run: boolean
  /** A step of a walk-through: applied in its turn, in a copy of the repository. */
  readonly step?: true
  /** Name under which the document's other blocks import this one: `file=greeter.ts` in the fence. Of a step: the file it writes or changes. */
  readonly file?: string
  readonly text: string
  /** Line of the document where the text begins, from 1. */
  readonly line: number
}

const opening = /^(?<indent> *)(?<fence>`{3,}|~{3,})(?<info>.*)$/

/** The fenced code blocks of a Markdown document, in order. An unclosed one reaches to the end, as Markdown says. */
export function extractBlocks(markdown: string): readonly Block[] {
  const blocks: Block[] = []
  const lines = markdown.split(/\r?\n/)
  for (let at = 0; at < lines.length; at++) {
    const { indent = '', fence, info = '' } = opening.exec(lines[at]!)?.groups ?? {}
    if (fence === undefined) continue
    const start = at + 1
    const closing = new RegExp(`^ *${fence[0]}{${fence.length},} *$`)
    do at++
    while (at < lines.length && !closing.test(lines[at]!))
    const text = lines
      .slice(start, at)
      .map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line.trimStart()))
    blocks.push({ ...readInfo(info), text: `${text.join('\n')}\n`, line: start + 1 })
  }
  return blocks
}

function readInfo(info: string): Pick<Block, 'language' | 'run' | 'step' | 'file'> {
  const [language = '', ...words] = info.trim().split(/\s+/)
  const file = words.find((word) => word.startsWith('file='))?.slice('file='.length)
  const step = words.includes('step')
  return { language, run: words.includes('run'), ...(step && { step }), ...(file && { file }) }
}
