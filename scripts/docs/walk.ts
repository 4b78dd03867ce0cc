import { execFile } from 'node:child_process'
import { globSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { type Copy, Platform, quiet } from '@micro/nx/vitest'
import type { Block } from './blocks.ts'
import { applyHunks } from './patch.ts'

/**
 * Follows the steps of a document in a copy of the repository, as a reader would:
 *
 * - `sh step` runs; `npm start` goes on running, and those after it find the gateway's address in `API`
 * - `text step` is what the last one printed, line by line, with `…` for anything
 * - `diff step file=…` changes a file, see `applyHunks`; the path may have one `*`
 * - any other `step file=…` is the whole file
 */
export class Walk {
  readonly #copy: Copy
  #platform: Platform | undefined
  #printed = ''

  constructor(copy: Copy) {
    this.#copy = copy
  }

  /** @throws Error when a step does not work as it is written */
  async take({ language, file, text }: Block): Promise<void> {
    if (language === 'sh') return await this.#run(text)
    if (language === 'text') return this.#compare(text)
    if (file === undefined) throw new Error(`a step in ${language} says no file`)
    const path = this.#find(file)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, language === 'diff' ? applyHunks(await readFile(path, 'utf8'), text) : text)
  }

  async end(): Promise<void> {
    await this.#platform?.stop()
  }

  async #run(text: string): Promise<void> {
    if (text.trim() === 'npm start') {
      this.#platform = await Platform.start(this.#copy)
      return
    }
    const env = { ...quiet(), API: this.#platform?.shown(/^ +API +(http\S+)/) }
    try {
      const shell = promisify(execFile)('bash', ['-euo', 'pipefail', '-c', text], { cwd: this.#copy.root, env })
      this.#printed = (await shell).stdout
    } catch (error) {
      const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }
      throw new Error(`${text}failed:\n${stdout}${stderr}`, { cause: error })
    }
  }

  #compare(text: string): void {
    const pattern = text
      .trim()
      .replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
      .replaceAll('…', '.*')
    if (!new RegExp(`^${pattern}$`).test(this.#printed.trim())) {
      throw new Error(`printed was\n${this.#printed}and not\n${text}`)
    }
  }

  #find(file: string): string {
    if (!file.includes('*')) return join(this.#copy.root, file)
    const found = globSync(file, { cwd: this.#copy.root })
    if (found.length !== 1) throw new Error(`${file} is ${found.length} files`)
    return join(this.#copy.root, found[0]!)
  }
}
