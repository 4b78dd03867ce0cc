import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { listProjects } from '../projects.ts'
import { cruiseLayers } from './cruise.ts'
import { layersDocument, packageArrows } from './graph.ts'

const root = resolve(import.meta.dirname, '../..')
const file = resolve(root, 'docs/architecture/layers.md')
const arrows = packageArrows(await cruiseLayers(root), listProjects(root))

await mkdir(dirname(file), { recursive: true })
await writeFile(file, layersDocument(arrows))
console.log(`docs/architecture/layers.md: ${arrows.length} arrows`)
