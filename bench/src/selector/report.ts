import { type Seen, scene } from './simulate.ts'

export function selectorReport(all: readonly Seen[], { node, command }: { node: string; command: string }): string {
  const { nodes, slow, failing, rate, takes, takesSlow, takesFailing, fails, heals, end } = scene
  return `# Which node gets a call

${nodes} nodes on a virtual clock, ${rate} calls a second for ${end / 1000} s, each answered within some ${takes} ms. ${slow} nodes take ${takesSlow} ms all
the time. ${failing} others fail, after ${takesFailing} ms each, from second ${fails / 1000} to second ${heals / 1000}. No call is tried again: the selector is alone
here. Ejection is the framework's, around every strategy; \`off\` shows the strategy without it.

Shares are through what is fair: 1.00 is a node's even share. \`failing\` is the share of the failing nodes while they fail, in
the ten seconds after, and in the last ten; \`spread\` the least and the most that a node in order got, through their mean.

Node ${node}: \`${command}\`. The same each time: clock and dice are the simulation's own.

strategy | ejection | failed of ${all[0]?.calls} | p50 / p99 ms | spread | slow | failing: during | after | at the end
--- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---:
${all.map(line).join('\n')}

Not measured: many clients at once, each of which knows only its own calls.
`
}

function line({ strategy, ejection, failed, p50, p99, spread, slow, failing }: Seen): string {
  const [during, after, end] = failing.map((share) => share.toFixed(2))
  const [fewest, most] = spread.map((share) => share.toFixed(2))
  const waits = `${p50.toFixed(0)} / ${p99.toFixed(0)}`
  return [
    strategy,
    ejection ? 'on' : 'off',
    failed,
    waits,
    `${fewest}–${most}`,
    slow.toFixed(2),
    during,
    after,
    end,
  ].join(' | ')
}
