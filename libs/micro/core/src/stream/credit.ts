/** Bytes of a stream that may be on their way, unread, in one direction. A single message may overrun it once. */
export const streamWindow = 256 * 1024

/** What a message costs of the window: its body and its frame, so that empty messages are not free. */
export function cost(size: number): number {
  return size + 16
}
