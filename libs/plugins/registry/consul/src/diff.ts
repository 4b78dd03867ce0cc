import { isDeepStrictEqual } from 'node:util'
import type { Action, Change } from '@micro/core'
import type { Instance, Instances } from './instances.ts'

/** What turns `before` into `after`, a node at a time: what went, then what came or changed, the latest last. */
export function diff(before: Instances, after: Instances): readonly Change[] {
  const gone: Change[] = []
  const come: { readonly index: number; readonly change: Change }[] = []
  for (const [id, instance] of before) {
    // A node is of one version: as another it leaves the first.
    if (after.get(id)?.record.version !== instance.record.version) gone.push(told('delete', instance))
  }
  for (const [id, instance] of after) {
    const action = actionOf(before.get(id), instance)
    if (action !== undefined) come.push({ index: instance.index, change: told(action, instance) })
  }
  return [...gone, ...come.toSorted((a, b) => a.index - b.index).map(({ change }) => change)]
}

function actionOf(before: Instance | undefined, after: Instance): Action | undefined {
  if (before === undefined || before.record.version !== after.record.version) return 'create'
  if (before === after || isDeepStrictEqual(before.record, after.record)) return undefined
  return 'update'
}

function told(action: Action, { record }: Instance): Change {
  return { action, service: record }
}
