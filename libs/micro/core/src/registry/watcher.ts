import { Feed } from '../feed.ts'
import type { Change, Watcher } from '../registry.ts'

/** A watcher that is fed: between a source of changes and the loop that reads them. */
export class ChangeQueue extends Feed<Change> implements Watcher {}
