/** Another client of etcd, by its JSON over HTTP: what operators and services of others do. */
export class Gateway {
  readonly #url: string
  #token: string | undefined

  constructor(address: string) {
    this.#url = `http://${address}/v3`
  }

  put(key: string, value: string): Promise<unknown> {
    return this.call('kv/put', { key: base64(key), value: base64(value) })
  }

  delete(key: string): Promise<unknown> {
    return this.call('kv/deleterange', { key: base64(key) })
  }

  /** The value of a key, and its lease. */
  async get(key: string): Promise<{ readonly value: string; readonly lease: string } | undefined> {
    const { kvs = [] } = await this.call<{ kvs?: { value: string; lease?: string }[] }>('kv/range', {
      key: base64(key),
    })
    return kvs[0] && { value: Buffer.from(kvs[0].value, 'base64').toString(), lease: kvs[0].lease ?? '0' }
  }

  async revision(): Promise<number> {
    const { header } = await this.call<{ header: { revision: string } }>('kv/range', { key: base64('x') })
    return Number(header.revision)
  }

  async compact(): Promise<void> {
    await this.call('kv/compaction', { revision: await this.revision(), physical: true })
  }

  async leases(): Promise<readonly string[]> {
    const { leases = [] } = await this.call<{ leases?: { ID: string }[] }>('lease/leases', {})
    return leases.map(({ ID }) => ID)
  }

  revoke(lease: string): Promise<unknown> {
    return this.call('lease/revoke', { ID: lease })
  }

  async logIn(name: string, password: string): Promise<void> {
    this.#token = (await this.call<{ token: string }>('auth/authenticate', { name, password })).token
  }

  async call<T>(path: string, body: object): Promise<T> {
    const headers: Record<string, string> = this.#token === undefined ? {} : { authorization: this.#token }
    const answer = await fetch(`${this.#url}/${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as T
  }
}

export function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}
