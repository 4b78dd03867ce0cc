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
${bookings.map((row) => rateLine(row, 'pg', 'rpc')).join('\n')}

## A GET through the gateway

\`fastify\` answers with the same JSON and nothing else; \`gateway\` asks the house service for it. Aim: 0.7 times the
throughput.

 | clients | fastify | gateway | share | fastify ms | gateway ms
--- | ---: | ---: | ---: | ---: | ---: | ---:
${gets.map((row) => rateLine(row, 'fastify', 'gateway')).join('\n')}

Not measured: a network between the parts, a database on another machine, more than one instance of a service.
`
}

function searchLine({ name, clients, results: { pg, rpc, rest } }: Row): string {
  const ms = (result = pg!) => `${result.p50.toFixed(2)} / ${result.p99.toFixed(2)}`
  const share = (result = pg!) => (result.p99 / pg!.p99).toFixed(2)
  return [name, clients, ms(), ms(rpc), share(rpc), ms(rest), share(rest)].join(' | ')
}

function rateLine({ name, clients, results }: Row, first: string, second: string): string {
  const [base, other] = [results[first]!, results[second]!]
  const ms = ({ p50, p99 }: typeof base) => `${p50.toFixed(2)} / ${p99.toFixed(2)}`
  const share = (other.callsPerSecond / base.callsPerSecond).toFixed(2)
  return [name, clients, `${base.callsPerSecond}/s`, `${other.callsPerSecond}/s`, share, ms(base), ms(other)].join(
    ' | ',
  )
}
