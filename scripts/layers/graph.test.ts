import { rm } from 'node:fs/promises'
import { expect, onTestFinished, test } from 'vitest'
import { listProjects } from '../projects.ts'
import { cruiseLayers } from './cruise.ts'
import { writeWorkspace } from './fixture.ts'
import { packageArrows, toMermaid } from './graph.ts'

test('the picture shows what the sources import, each arrow once, without tests and detours', async () => {
  const root = await writeWorkspace({
    'apps/order/src/a.ts': "import '@renting/platform'\n",
    'apps/order/src/b.ts': "import '@renting/platform'\nimport './a.ts'\n",
    'apps/order/src/c.ts': "import '@micro/core'\n",
    'apps/order/src/b.test.ts': "import '@micro/testing'\n",
    'libs/platform/src/a.ts': "import '@micro/core'\n",
  })
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  const arrows = packageArrows(await cruiseLayers(root), listProjects(root))
  expect(toMermaid(arrows)).toBe(`flowchart TD
  subgraph apps
    apps_order["@renting/order"]
  end
  subgraph platform
    libs_platform["@renting/platform"]
  end
  subgraph micro
    libs_micro_core["@micro/core"]
  end
  apps_order --> libs_platform
  libs_platform --> libs_micro_core`)
})
