import { etcd } from '../src/index.ts'

/** A process that registers, and ends when nothing is left to do. */
const [address, how] = process.argv.slice(2)
const registry = etcd({ address: address! })
const nodes = [{ id: `brief-${how}`, address: '127.0.0.1:1', metadata: {} }]
await registry.register({ name: 'brief', version: '1.0.0', metadata: {}, endpoints: [], nodes })
await registry.getService('brief')
if (how === 'close') {
  await registry.watch()
  await registry.close()
}
