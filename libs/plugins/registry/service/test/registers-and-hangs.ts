import { serviceRegistry } from '../src/index.ts'

/** A process that stays registered until it is killed, before it could say goodbye. */
const [address, lease] = process.argv.slice(2)
const registry = serviceRegistry({ address: address!, lease: Number(lease) })
const nodes = [{ id: 'doomed-1', address: '127.0.0.1:1', metadata: {} }]
await registry.register({ name: 'doomed', version: '1.0.0', metadata: {}, endpoints: [], nodes })
