import type { Row } from './run.ts'

/** What the framework aims at, with everything on, as a share of the raw mirror: at depth 1 and at depth 100. */
const aims: Readonly<Record<string, number>> = { '1/1': 0.95, '100/1': 0.45 }

export function table(rows: readonly Row[], about: { readonly machine: string; readonly node: string }): string {
  const lines = rows.map(({ load, results: { raw, bare, full } }) => {
    const share = (value: number) => (value / raw.callsPerSecond).toFixed(2)
    const aim = aims[`${load.depth}/${load.connections}`]
    return [
      load.depth,
      load.connections,
      format(raw.callsPerSecond),
      format(bare.callsPerSecond),
      share(bare.callsPerSecond),
      format(full.callsPerSecond),
      share(full.callsPerSecond),
      aim === undefined ? '' : `≥ ${aim}`,
      `${full.p50.toFixed(2)} / ${full.p99.toFixed(2)}`,
    ].join(' | ')
  })
  return `# RPC over tcp

1 KB echo, calls a second; server and client on one core each, loopback. \`raw\` is \`node:net\` alone, sending the same
bytes there and back; \`bare\` the framework without deadline and wrappers; \`full\` with deadline, trace context, five
wrappers a side and histograms. Shares are of \`raw\` in the same run.

${about.machine}, Node ${about.node}.

depth | connections | raw | bare | share | full | share | aim | full p50 / p99 ms
---: | ---: | ---: | ---: | ---: | ---: | ---: | --- | ---
${lines.join('\n')}

Not measured: a real network, TLS, more than a core a side.
`
}

function format(value: number): string {
  return value >= 100_000 ? `${Math.round(value / 1000)} k` : `${(value / 1000).toFixed(1)} k`
}
