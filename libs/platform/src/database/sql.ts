/** What the platform asks of a Prisma client or transaction: SQL of its own, whatever the models are. */
export interface Sql {
  /** @returns the number of rows that changed */
  $executeRawUnsafe(query: string, ...values: unknown[]): Promise<number>
  $queryRawUnsafe<T = unknown>(query: string, ...values: unknown[]): Promise<T>
}

/** A generated Prisma client, of any schema. */
export interface PrismaClientLike extends Sql {
  $disconnect(): Promise<void>
  /** Any: Prisma overloads it, and its transaction has the schema's own type. See `transaction`. */
  $transaction(...parameters: never[]): Promise<unknown>
}

/** A transaction of the client `C`: its models and raw SQL, without what only a whole client can do. */
export type Tx<C> = Omit<C, '$connect' | '$disconnect' | '$on' | '$transaction' | '$extends'>

/** What runs work in transactions: a `Database`, or a `PlainDatabase`, whose transactions are `Sql` alone. */
export interface Transactions<C> {
  transaction<R>(work: (tx: Tx<C>) => Promise<R>): Promise<R>
}

export interface TransactionOptions {
  /** @default ReadCommitted, PostgreSQL's own */
  readonly isolationLevel?: 'ReadCommitted' | 'RepeatableRead' | 'Serializable'
  /** Milliseconds the transaction may take before it is rolled back. @default 5000 */
  readonly timeout?: number
  /** Milliseconds to wait for a connection of the pool. @default 5000 */
  readonly maxWait?: number
}
