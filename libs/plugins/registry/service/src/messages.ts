import type { Change, Endpoint, Action as RegistryAction, ServiceRecord, Value } from '@micro/core'
import {
  Action,
  type Change as ChangeMessage,
  type Endpoint as EndpointMessage,
  type ServiceRecord as RecordMessage,
  type Value as ValueMessage,
} from '../gen/micro/registry/v1/registry.js'

/** Between the registry's records and the messages that carry them. A list that is null is one that is not there. */

export function toMessage({ name, version, metadata, endpoints, nodes }: ServiceRecord): RecordMessage {
  return { name, version, metadata, endpoints: endpoints.map(toEndpoint), nodes: [...nodes] }
}

/** As much as `deregister` and a list of services need. */
export function toOutline(
  { name, version, metadata }: ServiceRecord,
  nodes: ServiceRecord['nodes'] = [],
): RecordMessage {
  return { name, version, metadata, endpoints: [], nodes: [...nodes] }
}

export function fromMessage(message: RecordMessage = nothing): ServiceRecord {
  const { name, version, metadata, endpoints, nodes } = message
  return { name, version, metadata, endpoints: endpoints.map(fromEndpoint), nodes }
}

export function toChange({ action, service }: Change): ChangeMessage {
  return { action: numbers[action], record: toMessage(service) }
}

/** Undefined for an action of a later version of the protocol. */
export function fromChange({ action, record }: ChangeMessage): Change | undefined {
  const name = actions.find((each) => numbers[each] === action)
  return name && { action: name, service: fromMessage(record) }
}

const nothing: RecordMessage = { name: '', version: '', metadata: {}, endpoints: [], nodes: [] }
const numbers = { create: Action.CREATE, update: Action.UPDATE, delete: Action.DELETE } as const
const actions = Object.keys(numbers) as readonly RegistryAction[]

function toEndpoint({ name, request, response, metadata }: Endpoint): EndpointMessage {
  return {
    name,
    metadata,
    request: request === null ? undefined : toValue(request),
    response: response === null ? undefined : toValue(response),
  }
}

function fromEndpoint({ name, request, response, metadata }: EndpointMessage): Endpoint {
  return {
    name,
    metadata,
    request: request ? fromValue(request) : null,
    response: response ? fromValue(response) : null,
  }
}

function toValue({ name, type, values }: Value): ValueMessage {
  return { name, type, values: values === null ? undefined : { values: values.map(toValue) } }
}

function fromValue({ name, type, values }: ValueMessage): Value {
  return { name, type, values: values === undefined ? null : values.values.map(fromValue) }
}
