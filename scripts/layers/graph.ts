import type { ICruiseResult } from 'dependency-cruiser'
import type { Project } from '../projects.ts'
import { testFile } from './rules.ts'

/** One package imports another. */
export interface Arrow {
  readonly from: Project
  readonly to: Project
}

/** The layers from the top down, each by the folders it holds. */
const layers: readonly { readonly title: string; readonly folder: RegExp }[] = [
  { title: 'apps', folder: /^apps\// },
  { title: 'contracts', folder: /^libs\/contracts$/ },
  { title: 'platform', folder: /^libs\/platform$/ },
  { title: 'toolkit', folder: /^libs\/toolkit\// },
  { title: 'plugins', folder: /^libs\/plugins\// },
  { title: 'micro', folder: /^libs\/micro\// },
]

/**
 * The arrows between packages that lie in a layer, without those that only tests draw,
 * and without those that follow from others: where a → b → c, an a → c is not drawn.
 */
export function packageArrows(result: ICruiseResult, projects: readonly Project[]): readonly Arrow[] {
  const owner = (file: string) => projects.find(({ folder }) => file.startsWith(`${folder}/`))
  const arrows = new Map<string, Arrow>()
  for (const module of result.modules) {
    const from = owner(module.source)
    if (!from || !layerOf(from) || isTest(module.source)) continue
    for (const dependency of module.dependencies) {
      const to = owner(dependency.resolved)
      if (to && layerOf(to) && to !== from) arrows.set(`${from.folder} ${to.folder}`, { from, to })
    }
  }
  const sorted = [...arrows.keys()].sort().map((key) => arrows.get(key)!)
  return sorted.filter(({ from, to }) => !sorted.some((first) => first.from === from && reaches(sorted, first.to, to)))
}

function reaches(arrows: readonly Arrow[], from: Project, to: Project): boolean {
  return arrows.some((arrow) => arrow.from === from && (arrow.to === to || reaches(arrows, arrow.to, to)))
}

/** The page in the documents that shows the arrows. */
export function layersDocument(arrows: readonly Arrow[]): string {
  return `# Layers

What imports what, read from the sources by \`npm run graph:layers\`; tests are left out, and so is what follows from other arrows.
What may import what stands in [scripts/layers/rules.ts](../../scripts/layers/rules.ts).

\`\`\`mermaid
${toMermaid(arrows)}
\`\`\`
`
}

/** A Mermaid flowchart, top layer first, one box per package. */
export function toMermaid(arrows: readonly Arrow[]): string {
  const packages = new Set(arrows.flatMap(({ from, to }) => [from, to]))
  const lines = ['flowchart TD']
  for (const { title, folder } of layers) {
    const members = [...packages].filter((project) => folder.test(project.folder))
    if (members.length === 0) continue
    lines.push(`  subgraph ${title}`)
    for (const { name, folder } of members.sort((a, b) => (a.folder < b.folder ? -1 : 1))) {
      lines.push(`    ${nodeId(folder)}["${name}"]`)
    }
    lines.push('  end')
  }
  for (const { from, to } of arrows) lines.push(`  ${nodeId(from.folder)} --> ${nodeId(to.folder)}`)
  return lines.join('\n')
}

function layerOf(project: Project): string | undefined {
  return layers.find(({ folder }) => folder.test(project.folder))?.title
}

function isTest(file: string): boolean {
  return new RegExp(testFile).test(file)
}

function nodeId(folder: string): string {
  return folder.replaceAll(/[^a-z0-9]+/g, '_')
}
