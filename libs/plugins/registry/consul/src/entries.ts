import { type Answer, parseJson } from './agents.ts'
import { unreadable } from './failures.ts'
import type { HealthEntry } from './instances.ts'

/** Names of services, each with the tags that any of its nodes has. */
export type ServiceTags = ReadonlyMap<string, readonly string[]>

/** An answer of `health/service`. @throws MicroError 503 for one that is none */
export function healthEntries(answer: Answer): readonly HealthEntry[] {
  return list(answer).map((each) => {
    const { Node, Service, Checks } = fields(each, answer)
    const node = fields(Node, answer)
    const service = fields(Service, answer)
    return {
      Node: { Node: text(node.Node, answer), Address: text(node.Address, answer) },
      Service: {
        ID: text(service.ID, answer),
        Service: text(service.Service, answer),
        Tags: texts(service.Tags, answer),
        Address: text(service.Address, answer),
        Port: number(service.Port),
        ModifyIndex: number(service.ModifyIndex),
      },
      Checks: (Array.isArray(Checks) ? Checks : []).map((check: unknown) => ({
        Status: text(fields(check, answer).Status, answer),
      })),
    }
  })
}

/** An answer of `catalog/services`. @throws MicroError 503 for one that is none */
export function serviceTags(answer: Answer): ServiceTags {
  return new Map(Object.entries(fields(parseJson(answer), answer)).map(([name, tags]) => [name, texts(tags, answer)]))
}

/**
 * An answer of `health/state/critical`: the services that have a critical check; undefined when some machine is
 * critical, with whatever runs there.
 */
export function criticalServices(answer: Answer): ReadonlySet<string> | undefined {
  const names = list(answer).map((check) => text(fields(check, answer).ServiceName, answer))
  return names.includes('') ? undefined : new Set(names)
}

/**
 * An answer of `health/state/any`: of each service all that its checks say; under the empty name what those of
 * machines say.
 */
export function checkStates(answer: Answer): ReadonlyMap<string, string> {
  const states = new Map<string, string[]>()
  for (const each of list(answer)) {
    const { ServiceName, Node, CheckID, Status, ModifyIndex } = fields(each, answer)
    const name = text(ServiceName, answer)
    const state = `${text(Node, answer)} ${text(CheckID, answer)} ${text(Status, answer)} ${number(ModifyIndex)}`
    const known = states.get(name)
    if (known === undefined) states.set(name, [state])
    else known.push(state)
  }
  return new Map(Array.from(states, ([name, all]) => [name, all.sort().join('\n')]))
}

function list(answer: Answer): readonly unknown[] {
  const parsed = parseJson(answer)
  // Go writes an empty list as null now and then.
  if (parsed === null) return []
  if (!Array.isArray(parsed)) throw unreadable(answer.address)
  return parsed
}

function fields(value: unknown, { address }: Answer): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw unreadable(address)
  return value as Readonly<Record<string, unknown>>
}

function text(value: unknown, { address }: Answer): string {
  if (typeof value !== 'string') throw unreadable(address)
  return value
}

function texts(value: unknown, answer: Answer): readonly string[] {
  return Array.isArray(value) ? value.map((each: unknown) => text(each, answer)) : []
}

function number(value: unknown): number {
  return typeof value === 'number' ? value : 0
}
