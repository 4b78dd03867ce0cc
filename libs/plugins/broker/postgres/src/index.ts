/**
 * Broker on PostgreSQL: events that outlive every process.
 *
 *     const broker = postgres({ url: 'postgres://renting_broker:…@127.0.0.1:5432/renting_broker' })
 *     await broker.connect()
 *     await broker.subscribe('renting.order.accepted', handler, { queue: 'renting.house', ordered: true })
 *     await broker.publish('renting.order.accepted', { id, header: {}, body, key: orderId })
 *
 * Delivery contract:
 * - `publish` resolves when the message is committed, together with its place in every queue of the topic.
 * - At least once: a queue's message stays until a member has acknowledged it. It comes again after a failure (later each
 *   time), after `ackTimeout`, and within seconds after its process died. Consumers must bear repetitions: `message.id`
 *   tells them. A crash of PostgreSQL itself may repeat what was acknowledged in its last second; it loses nothing.
 * - Failed `attempts` times it becomes a dead letter, with its error, until it is replayed or discarded.
 * - `ordered`: of one key one message at a time, in the order of publication, over all members, processes and restarts.
 *   A process that lost its connection may still be at work on a message that another has taken over since; its
 *   handler's `signal` says so.
 * - Without `queue`: to every subscriber that is there, from memory: what a process has not handled when it ends, it has
 *   not handled.
 *
 * Rights: the first connection makes the schema, so its role needs `CREATE` on the database, or owns a schema of that name.
 * Roles that only use it need `USAGE` on schema and sequences, and `SELECT, INSERT, UPDATE, DELETE` on its tables. It
 * listens, so a pooler between must keep sessions.
 *
 * @module
 */
export { type PostgresBroker, postgres } from './broker.ts'
export type { PostgresBrokerOptions } from './settings.ts'
