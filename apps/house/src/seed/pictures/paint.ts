import type { Chance } from '@renting/platform/demo'
import type { Light } from './light.ts'
import type { Palette } from './palette.ts'
import type { View } from './views.ts'

/** What a scene is drawn with. */
export interface Paint {
  readonly palette: Palette
  readonly light: Light
  /** What is outside. */
  readonly view: View
  readonly chance: Chance
}
