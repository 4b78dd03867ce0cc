import type { EventType } from '@micro/core'

export interface Thing {
  id: string
  n: number
}

/** An event as the generator would write it: keyed by `id`. */
export const ThingChanged: EventType<Thing> = {
  name: 'test.v1.ThingChanged',
  topic: 'test.thing.changed',
  key: 'id',
  fields: [
    { name: 'id', type: 'string', repeated: false },
    { name: 'n', type: 'int32', repeated: false },
  ],
  encode: ({ id, n }, writer) => void writer.uint32(10).string(id).uint32(16).int32(n),
  decode(reader) {
    const message: Thing = { id: '', n: 0 }
    while (reader.pos < reader.len) {
      if (reader.uint32() === 10) message.id = reader.string()
      else message.n = reader.int32()
    }
    return message
  },
  toJSON: (message) => message,
  fromJSON: (json) => json as Thing,
}
