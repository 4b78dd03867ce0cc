import type { Result } from '../rpc/load.ts'
import type { Figures, Row } from './run.ts'

export interface About {
  readonly machine: string
  readonly node: string
  readonly date: string
  readonly command: string
  readonly houses: number
  readonly bookings: number
}

export function report({ searches, bookings, gets }: Figures, about: About): string {
  return `# The platform

${about.houses} houses with ${about.bookings} bookings, made by \`npm run seed\`. The whole platform on one machine, each
service a process of its own, PostgreSQL and the clients too. Milliseconds are p50 / p99; each client makes its next call
when the last is answered.

${about.machine}, Node ${about.node}, ${about.date}: \`${about.command}\`.

## Search

A page of 20. \`pg\` is the statement of the house service, run by \`pg\` over a pool of as many connections; \`rpc\` asks the
house service over tcp; \`rest\` the gateway, which asks the house service. Aim: p99 of rpc at most 1.5 times that of pg.

search by | clients | pg | rpc | p99 ÷ pg | rest | p99 ÷ pg
--- | ---: | ---: | ---: | ---: | ---: | ---:
${searches.map(searchLine).join('\n')}

## Booking

\`pg\` is one transaction by \`pg\` with the same rows, statement by statement, and nothing around it; \`rpc\` is CreateOrder:
it also asks the house service for its offer, checks the rules, answers a repeated key, and its event is published to the
house service, which notes it, while the next is measured. Aim: 0.6 times the throughput.

 | clients | pg | rpc | share | pg ms | rpc ms
--- | ---: | ---: | ---: | ---: | ---: | ---:
${bookings.map(bookingLine).join('\n')}

## A GET through the gateway

\`fastify\` answers with the same JSON and nothing else; \`calling\` is Fastify that makes the same call first; \`gateway\`
also has ids, traces, limits, sessions, schemas and headers. Aim: 0.7 times the throughput.

 | clients | fastify | calling | gateway | ÷ fastify | ÷ calling | calling ms | gateway ms
--- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---:
${gets.map(getLine).join('\n')}

Not measured: a network between the parts, a database on another machine, more than one instance of a service.
`
}

function searchLine({ name, clients, results: { pg, rpc, rest } }: Row): string {
  const ratio = (result: Result | undefined) => (result!.p99 / pg!.p99).toFixed(2)
  return [name, clients, ms(pg), ms(rpc), ratio(rpc), ms(rest), ratio(rest)].join(' | ')
}

function bookingLine({ name, clients, results: { pg, rpc } }: Row): string {
  return [name, clients, rate(pg), rate(rpc), share(rpc, pg), ms(pg), ms(rpc)].join(' | ')
}

function getLine({ name, clients, results: { fastify, calling, gateway } }: Row): string {
  const shares = [share(gateway, fastify), share(gateway, calling)]
  const rates = [rate(fastify), rate(calling), rate(gateway)]
  return [name, clients, ...rates, ...shares, ms(calling), ms(gateway)].join(' | ')
}

const rate = (result: Result | undefined) => `${result?.callsPerSecond}/s`
const ms = (result: Result | undefined) => `${result?.p50.toFixed(2)} / ${result?.p99.toFixed(2)}`
const share = (result: Result | undefined, of: Result | undefined) =>
  (result!.callsPerSecond / of!.callsPerSecond).toFixed(2)
