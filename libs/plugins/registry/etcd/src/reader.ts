import { Reader } from '@micro/core'

/**
 * Leases that etcd numbers by itself (those of Go services) are integers of 63 bits, which a number holds only nearly,
 * and the core refuses. Nearly is enough: they are compared with themselves. Ours are numbered so that they are exact.
 */
export class EtcdReader extends Reader {
  override int64(): number {
    let value = 0
    let unit = 1
    for (let i = 0; i < 10; i++) {
      if (this.pos >= this.len) break
      const byte = this.buf[this.pos++]!
      value += (byte & 127) * unit
      if (byte < 128) return value
      unit *= 128
    }
    throw new RangeError('a 64-bit field that does not end')
  }
}
