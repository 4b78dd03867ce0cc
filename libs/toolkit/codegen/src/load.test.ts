import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { Workshop } from '../test/workshop.ts'
import { ProtoError } from './error.ts'
import { load } from './load.ts'

/** What is said about these protos. */
function mistake(files: Readonly<Record<string, string>>): string {
  using workshop = new Workshop(files)
  try {
    workshop.generate()
  } catch (error) {
    if (error instanceof ProtoError) return error.message
    throw error
  }
  return 'nothing'
}

describe('a mistake is said with its file and line:', () => {
  test.each([
    ['what is no proto', 'message A {\n  strin x = 1\n}', "a.proto:4: illegal token '}', ';' expected"],
    ['a file that stops short', 'message A {\n  string x = 1;', 'a.proto:3: the file ends too early'],
    ['a type that is not there', 'message A {\n  Foo foo_bar = 1;\n}', 'a.proto:3: field fooBar: no such type: Foo'],
    [
      'a request that is not there',
      'service S {\n  rpc Get(A) returns (A);\n}',
      'a.proto:3: method Get: no such type: A',
    ],
    ['an import that is not there', '\nimport "b/c.proto";', 'a.proto:3: imports b/c.proto, which is not in '],
    [
      'a number that is used twice',
      'message A {\n  string x = 1;\n  string y = 1;\n}',
      'a.proto:4: duplicate id 1 in Type A',
    ],
    ['a name that is used twice', 'message A {}\nmessage A {}', "a.proto:3: duplicate name 'A' in "],
    ['an enum without a zero', 'enum E {\n  E_ONE = 1;\n}', 'a.proto:2: enum E does not begin with 0'],
    [
      'two methods of one name',
      'message A {}\nservice S {\n  rpc Get(A) returns (A);\n  rpc get(A) returns (A);\n}',
      'a.proto:5: S has two methods named get',
    ],
    [
      'a field named as what every object has',
      'message A {\n  string constructor = 1;\n}',
      'a.proto:3: constructor is a name that every object has',
    ],
    [
      'two declarations of one name',
      'message A {\n  message B {}\n}\nmessage AB {}',
      'a.proto: A.B and AB would both be named AB',
    ],
  ])('%s', (_, source, message) => {
    expect(mistake({ 'a.proto': source })).toContain(message)
  })

  test('another syntax', () => {
    const message = 'a.proto:1: has no line `syntax = "proto3";`'
    expect(mistake({ 'a.proto': 'syntax = "proto2";\nmessage A { required string x = 1; }' })).toBe(message)
    expect(mistake({ 'a.proto': 'edition = "2023";\nmessage A { string x = 1; }' })).toBe(message)
  })

  test('a folder that is not there', () => {
    using workshop = new Workshop()
    expect(() => workshop.generate({ proto: join(workshop.folder, 'nowhere') })).toThrow('nowhere: no such folder')
  })
})

describe('what is read', () => {
  test("is every file of the folder, and of Google's what these use", () => {
    using workshop = new Workshop({
      'b/b.proto': 'package b;\nimport "google/protobuf/empty.proto";\nmessage B { google.protobuf.Empty empty = 1; }',
      'a.proto': 'import "b/b.proto";\nmessage A { b.B b = 1; }',
    })
    expect(
      load(workshop.proto).map(({ path, package: name, messages }) => [path, name, messages.map((type) => type.name)]),
    ).toEqual([
      ['a.proto', '', ['A']],
      ['b/b.proto', 'b', ['B']],
      ['google/protobuf/empty.proto', 'google.protobuf', ['Empty']],
    ])
  })

  test('may import from folders beside, for which nothing is generated', () => {
    using beside = new Workshop({ 'shared/money.proto': 'package shared;\nmessage Money { int64 amount = 1; }' })
    using workshop = new Workshop({ 'a.proto': 'import "shared/money.proto";\nmessage A { shared.Money money = 1; }' })
    expect(load(workshop.proto, [beside.proto]).map((file) => file.path)).toEqual(['a.proto'])
  })
})
