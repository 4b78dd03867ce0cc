import type { Clock, Registry, Selector } from '@micro/core'
import { describe } from 'vitest'
import { noLeaks } from './leaks.ts'
import { changes } from './selector/changes.ts'
import { failing } from './selector/failing.ts'
import { marking } from './selector/marking.ts'
import { selecting } from './selector/selecting.ts'
import { Stage } from './selector/stage.ts'

/** What a selector under test is made of. */
export interface SelectorParts {
  readonly registry: Registry
  readonly clock: Clock
  /** From 0 to below 1, the same each time the suite runs. */
  readonly random: () => number
}

/**
 * What every selector does, whatever its strategy.
 *
 *     selectorSuite('p2c', ({ registry, clock, random }) => createSelector({ … }))
 */
export function selectorSuite(name: string, make: (parts: SelectorParts) => Selector): void {
  describe(`selector ${name}`, () => {
    noLeaks()
    const stage = new Stage(make)
    selecting(stage)
    changes(stage)
    failing(stage)
    marking(stage)
  })
}
