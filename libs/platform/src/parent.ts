/**
 * How a service's process and the runner that started it speak: over Node's own channel between parent and child (stdio
 * `ipc`). Everything here does nothing in a process that was started otherwise.
 */

/** What a service tells its runner once it serves. */
export interface ReadyMessage {
  readonly type: 'ready'
  /** Where it is to be found from outside, by name, such as `{ http: 'http://127.0.0.1:8080' }`. */
  readonly addresses: Readonly<Record<string, string>>
}

// What an ordered shutdown may take when nobody waits for it any more, in ms.
const patience = 4000

/**
 * Stops this process when its runner is gone, however that ended: the channel closes. By default as a SIGTERM would, so
 * that there is one way to stop; and at once when that does not end the process.
 */
export function stopWithParent(stop: () => void = () => void process.kill(process.pid, 'SIGTERM')): void {
  if (process.send === undefined) return
  const orphaned = () => {
    setTimeout(() => process.exit(1), patience).unref()
    stop()
  }
  if (process.connected) process.once('disconnect', orphaned)
  else orphaned()
  // The channel alone is no reason to go on running.
  process.channel?.unref()
}

/** Tells the runner that this service serves now. */
export function reportReady(addresses: ReadyMessage['addresses'] = {}): void {
  const message: ReadyMessage = { type: 'ready', addresses }
  if (process.connected) process.send?.(message)
}
