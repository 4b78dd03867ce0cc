import { createConfig, lintFromString } from '@redocly/openapi-core'
import { expect, test } from 'vitest'
import { testApi } from '../test/fakes.ts'

/** Beyond those that are recommended, off by themselves. */
const rules = {
  'no-invalid-media-type-examples': 'error',
  'no-invalid-parameter-examples': 'error',
  'no-invalid-schema-examples': 'error',
  'no-unused-components': 'error',
} as const

test.each([true, false])(
  'a linter has nothing to say of the API’s description, in development: %s',
  async (development) => {
    const source = (await testApi({ development }).app.inject('/openapi.json')).body
    const config = await createConfig({ extends: ['recommended'], rules })
    const problems = await lintFromString({ source, config })
    expect(problems.map(({ ruleId, message, location }) => `${ruleId} ${location[0]?.pointer}: ${message}`)).toEqual([])
  },
)
