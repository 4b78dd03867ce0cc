/**
 * Registry: who is there. Verbs and record shapes are Go Micro's, so that its encodings (consul tags, etcd values)
 * carry over as they are.
 *
 * @module
 */

/** One version of a service, with the nodes that run it. */
export interface ServiceRecord {
  readonly name: string
  readonly version: string
  readonly metadata: Readonly<Record<string, string>>
  readonly endpoints: readonly Endpoint[]
  readonly nodes: readonly Node[]
}

/** One running instance, at one address. */
export interface Node {
  /** `<service name>-<unique id>`. */
  readonly id: string
  /** `host:port`; what the transport dials. */
  readonly address: string
  /** Includes `protocol` and `transport`: which client can speak to it. */
  readonly metadata: Readonly<Record<string, string>>
}

/** A method or a subscription, described. */
export interface Endpoint {
  /** `HouseService.GetHouse`. */
  readonly name: string
  readonly request: Value | null
  readonly response: Value | null
  readonly metadata: Readonly<Record<string, string>>
}

/** The schema of a message, to a depth of three. */
export interface Value {
  readonly name: string
  readonly type: string
  readonly values: readonly Value[] | null
}

export type Action = 'create' | 'update' | 'delete'

/** What changed. `service` holds the changed node or nodes; on `delete` those that are gone. */
export interface Change {
  readonly action: Action
  readonly service: ServiceRecord
}

export interface RegisterOptions {
  /** Milliseconds after which the nodes vanish unless registered again. @default no limit */
  readonly ttl?: number
  readonly signal?: AbortSignal
}

export interface ReadOptions {
  readonly signal?: AbortSignal
}

export interface WatchOptions {
  /** Only this service. @default all */
  readonly service?: string
}

/**
 * Changes as they happen, from the moment `watch` resolved; nothing is missed after that. Ends when stopped. Throws
 * when it can't go on (the server is gone): the reader lists anew and watches again.
 */
export interface Watcher extends AsyncIterable<Change> {
  stop(): void
}

export interface Registry {
  /** `memory`, `consul`, `etcd`. */
  readonly name: string
  /** Adds or replaces the record's nodes. Repeating it renews their lease. */
  register(service: ServiceRecord, options?: RegisterOptions): Promise<void>
  /** Removes the record's nodes; those that are not there are no error. */
  deregister(service: ServiceRecord, options?: ReadOptions): Promise<void>
  /** All versions of a service that have nodes; empty when there are none. */
  getService(name: string, options?: ReadOptions): Promise<readonly ServiceRecord[]>
  /** Every service that has nodes; nodes and endpoints may be left out. Sorted by name. */
  listServices(options?: ReadOptions): Promise<readonly ServiceRecord[]>
  watch(options?: WatchOptions): Promise<Watcher>
  /** Stops all watchers and gives back all resources. What was registered stays until its lease ends. */
  close(): Promise<void>
}
