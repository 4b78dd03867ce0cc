/** How many characters a text has, as people and PostgreSQL count them: an emoji is one, where `length` says two. */
export function characters(text: string): number {
  let count = 0
  for (const _ of text) count++
  return count
}
