import { describe, expect, test } from 'vitest'
import { Workshop } from '../test/workshop.ts'

function generate(source: string, more: Readonly<Record<string, string>> = {}): void {
  using workshop = new Workshop({ 'a.proto': `package a.v1;\nimport "micro/options.proto";\n${source}`, ...more })
  workshop.generate()
}

describe('an event', () => {
  test('has its topic for itself, in all files', () => {
    const event = 'option (micro.topic) = "a.b";'
    expect(() => generate(`message A { ${event} }\nmessage B { ${event} }`)).toThrow(
      'a.proto:5: a.v1.B has the topic a.b, as has a.v1.A: a topic carries one type of message',
    )
    expect(() =>
      generate(`message A { ${event} }`, { 'b.proto': `import "micro/options.proto";\nmessage B { ${event} }` }),
    ).toThrow('b.proto:3: B has the topic a.b, as has a.v1.A')
  })

  test('names as its key a field that it has', () => {
    expect(() => generate('message A {\n option (micro.topic) = "a";\n option (micro.key) = "id";\n}')).toThrow(
      'a.proto:4: a.v1.A has no field id, which it names as its key',
    )
  })

  test('has a single scalar as its key', () => {
    const options = 'option (micro.topic) = "a"; option (micro.key) = "x";'
    for (const field of ['repeated string x = 1;', 'map<string, string> x = 1;', 'A x = 1;']) {
      expect(() => generate(`message A { ${options} ${field} }`)).toThrow(
        'names x as its key: a key is a single scalar',
      )
    }
  })

  test('has a key only with a topic', () => {
    expect(() => generate('message A { option (micro.key) = "id"; string id = 1; }')).toThrow('has a key but no topic')
  })
})
