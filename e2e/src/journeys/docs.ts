import { expect, test } from 'vitest'
import type { Platform } from '../platform.ts'
import { operations } from '../routes/description.ts'
import { rules } from '../strangers/rules.ts'

/** The page on which the API can be read and tried. */
export function docsJourney(running: () => Platform): void {
  test('the try-it page and all it loads come from the gateway itself, and may come from nowhere else', async () => {
    const { url } = running()
    const page = await fetch(`${url}/docs`)
    expect(page.status).toBe(200)
    const policy = page.headers.get('content-security-policy') ?? ''
    expect(policy).toMatch(/^default-src 'none'; script-src 'self';/)
    expect(policy).not.toMatch(/https?:|\*|script-src[^;]*unsafe/)

    const html = await page.text()
    expect(html).toMatch(/<div id="swagger-ui">/)
    // Without scripts of its own, since the policy allows none.
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)/)
    const references = [...html.matchAll(/\b(?:src|href)="([^"]*)"/g)].map(
      ([, reference]) => new URL(reference!, page.url),
    )
    expect(references.filter(({ pathname }) => pathname.endsWith('.js')).length).toBeGreaterThan(1)
    for (const reference of references) {
      expect(reference.origin).toBe(url)
      const file = await fetch(reference)
      expect(`${reference.pathname} ${file.status}`).toBe(`${reference.pathname} 200`)
      expect((await file.arrayBuffer()).byteLength).toBeGreaterThan(0)
      const type = file.headers.get('content-type') ?? ''
      if (reference.pathname.endsWith('.js')) expect(type).toMatch(/javascript/)
      if (reference.pathname.endsWith('.css')) expect(type).toMatch(/css/)
    }
    // What the page asks for once its scripts run.
    const description = await fetch(`${url}/docs/json`)
    expect(await description.json()).toEqual(await (await fetch(`${url}/openapi.json`)).json())
  })

  test('the description names every route of the contract', async () => {
    const { url } = running()
    const description = (await (await fetch(`${url}/openapi.json`)).json()) as { readonly openapi: string }
    expect(description.openapi).toBe('3.1.0')
    const names = (await operations(url)).map(({ name }) => name)
    expect(names).toEqual(expect.arrayContaining(Object.keys(rules)))
  })
}
