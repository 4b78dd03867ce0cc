/**
 * What is said with every answer, for browsers to keep to. Each in a line, with its reason. What a browser of the last
 * ten years has from another line already, such as X-Frame-Options, is not said again: each line costs every answer.
 */
const always = {
  // Answers are for whoever asked, and are true now.
  'cache-control': 'no-store',
  // An answer is no page. Shown as one, it loads nothing, runs nothing and stands in nobody's frame.
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  // JSON is JSON, whatever text is in it.
  'x-content-type-options': 'nosniff',
  // An address may name an order; no other site is told of it.
  'referrer-policy': 'no-referrer',
  // No page of another site can take an answer in as a picture or a script, and look at it from the side.
  'cross-origin-resource-policy': 'same-origin',
} as const

/** A year of https alone, once a browser has seen one answer. Not in development, which goes over plain http. */
const strict = { 'strict-transport-security': 'max-age=31536000' } as const

export type Headers = Readonly<Record<string, string>>

export function securityHeaders(development: boolean): Headers {
  return development ? always : { ...always, ...strict }
}
