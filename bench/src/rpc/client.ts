/** The client of the RPC benchmark: `client.ts MODE ADDRESS DEPTH CONNECTIONS SECONDS`. Prints a `Result` as JSON. */
import { type CallOptions, createSelector, memoryRegistry, RpcClient, Trace, tcp, WorkContext } from '@micro/core'
import { EchoService, type EchoServiceClient } from '../../gen/echo.js'
import { measure, type Result } from './load.ts'
import { connectMirror } from './raw.ts'
import { fiveWrappers } from './wrappers.ts'

const [mode, address, depth, connections, seconds] = process.argv.slice(2) as [string, string, string, string, string]
const count = Number(connections)

/** Found through a registry and chosen by the default strategy, as calls are. */
async function connect(): Promise<EchoServiceClient> {
  const registry = memoryRegistry()
  const node = { id: 'bench-1', address, metadata: {} }
  await registry.register({ name: 'bench', version: '1', metadata: {}, endpoints: [], nodes: [node] })
  const selector = createSelector({ registry })
  const wrappers = mode === 'full' ? fiveWrappers() : []
  return new RpcClient({ name: 'bench.client', transport: tcp(), selector, wrappers }).client(EchoService, 'bench')
}

async function rpc(): Promise<Result> {
  const clients = await Promise.all(Array.from({ length: count }, connect))
  const request = { text: 'x'.repeat(1024) }
  // Each caller has its own context, as each request of a gateway has.
  const optionsOf = (): CallOptions =>
    mode === 'full'
      ? { ctx: new WorkContext(undefined, { trace: Trace.start() }), timeout: 5000 }
      : { timeout: Number.POSITIVE_INFINITY }
  const options = Array.from({ length: Number(depth) }, optionsOf)
  return measure(Number(depth), Number(seconds), (index, answered) => {
    clients[index % count]!.echo(request, options[index]).then((response) => {
      if (response.text.length !== 1024) throw new Error('not the echo')
      answered()
    })
  })
}

async function raw(): Promise<Result> {
  const calls = await Promise.all(Array.from({ length: count }, () => connectMirror(address)))
  return measure(Number(depth), Number(seconds), (index, answered) => calls[index % count]!(answered))
}

const result = await (mode === 'raw' ? raw() : rpc())
console.log(JSON.stringify(result))
process.exit()
