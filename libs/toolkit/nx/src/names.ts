import { reserved } from './reserved.ts'

/** A name in the ways that code writes it. */
export interface Name {
  /** `house-rule` */
  readonly kebab: string
  /** `house_rule` */
  readonly snake: string
  /** `houseRule` */
  readonly camel: string
  /** `HouseRule` */
  readonly pascal: string
  /** `house rule` */
  readonly words: string
}

/** @throws Error that says what a name is made of */
export function parseName(text: string): Name {
  if (!/^[a-z][a-z0-9]*(-[a-z][a-z0-9]*)*$/.test(text) || text.length > 32) {
    throw new Error(
      `“${text}” is no name: it takes lower-case letters and digits, words joined by hyphens, at most 32 characters.`,
    )
  }
  if (reserved.has(text)) {
    throw new Error(
      `“${text}” is taken by TypeScript, SQL, the contracts or the services’ own code; choose another name.`,
    )
  }
  const words = text.split('-')
  const pascal = words.map(capital).join('')
  const camel = `${words[0]}${words.slice(1).map(capital).join('')}`
  return { kebab: text, snake: words.join('_'), camel, pascal, words: words.join(' ') }
}

/** `House rule` */
export function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}

/** `a payment`, `an invoice` */
export function withArticle(words: string): string {
  return /^[aeio]|^u(?!ni|s[aeu]|ti)/.test(words) ? `an ${words}` : `a ${words}`
}

/** One of many, by the rules of English: `favorites` is `favorite`; what is one already stays. */
export function singular(kebab: string): string {
  if (/[^aeiou]ies$/.test(kebab)) return kebab.replace(/ies$/, 'y')
  if (/(ss|sh|ch|x|z)es$/.test(kebab)) return kebab.replace(/es$/, '')
  return /([^su]|[aeo]u)s$/.test(kebab) && !/is$/.test(kebab) ? kebab.replace(/s$/, '') : kebab
}

/** Many of one, by the rules of English: `reply` is `replies`. */
export function plural(kebab: string): string {
  if (/[^aeiou]y$/.test(kebab)) return kebab.replace(/y$/, 'ies')
  return /(s|sh|ch|x|z)$/.test(kebab) ? `${kebab}es` : `${kebab}s`
}
