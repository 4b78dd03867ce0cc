/** Milliseconds. Generous: it ends a hang and judges nothing. */
const limit = 20_000

/** Resolves when `condition` holds, looked at after each turn of the event loop. @throws when it never does */
export async function until(condition: () => boolean | Promise<boolean>, what = 'condition'): Promise<void> {
  const end = performance.now() + limit
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`waited in vain: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}

/** What `promise` rejects with. @throws when it does not reject */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise
  } catch (error) {
    return error
  }
  throw new Error('expected a rejection')
}
