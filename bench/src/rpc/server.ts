/** The server of the RPC benchmark, a process of its own: `raw`, `bare` or `full`. Prints its address. */
import { protobuf, Router, RpcServer, systemClock, tcp } from '@micro/core'
import { EchoService } from '../../gen/echo.js'
import { startMirror } from './raw.ts'
import { fiveWrappers } from './wrappers.ts'

const mode = process.argv[2]

async function startRpc() {
  const router = new Router('bench', mode === 'full' ? fiveWrappers() : [])
  router.handle(EchoService, { echo: (request) => request })
  const server = new RpcServer({ transport: tcp() })
  return server.start({ service: 'bench', router, codecs: [protobuf], clock: systemClock })
}

const { address } = mode === 'raw' ? await startMirror() : await startRpc()
console.log(address)
process.once('SIGTERM', () => process.exit())
