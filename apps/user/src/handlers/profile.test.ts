import { buffer } from 'node:stream/consumers'
import { Reader } from '@micro/core'
import { type SetAvatarRequest, UserProfileChanged } from '@renting/contracts/user/v1'
import { unusedObjects } from '@renting/platform/objects'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { urlOf } from '../../test/database.ts'
import { png } from '../../test/png.ts'
import { refused, TestUsers } from '../../test/users.ts'

let app: TestUsers

beforeAll(async () => {
  app = await TestUsers.open()
})
afterAll(() => app.close())
beforeEach(() => app.clear())

type Person = Awaited<ReturnType<TestUsers['person']>>

const rename = async ({ actor }: Person, name: string) =>
  (await app.users.updateProfile({ actor, name }, app.ctx('updateProfile'))).user!

/** What the others were told, oldest first. */
async function told(): Promise<UserProfileChanged[]> {
  const { rows } = await app.database.pool.query<{ body: Buffer }>('SELECT body FROM outbox ORDER BY seq')
  return rows.map(({ body }) => UserProfileChanged.decode(Reader.create(body)))
}

async function* inParts(...parts: readonly SetAvatarRequest[]): AsyncGenerator<SetAvatarRequest> {
  yield* parts
}
const send = async (...parts: readonly SetAvatarRequest[]) =>
  await app.users.setAvatar(inParts(...parts), app.ctx('setAvatar'))
const setAvatar = async ({ actor }: Person, bytes: Buffer) =>
  (await send({ actor }, { content: bytes.subarray(0, 20) }, { content: bytes.subarray(20) })).user!
const keyOf = (url: string | undefined) => url!.slice(urlOf('').length)
const removeUnused = () => unusedObjects.remove(app.database, app.objects)
/** As time would: what may be removed later may be now. */
const allIsDue = () => app.database.pool.query(`UPDATE unused_object SET due = now() - interval '1 second'`)

describe('a name', () => {
  test('is changed for its owner at once, and the others are told', async () => {
    const person = await app.person()
    const user = await rename(person, ' Han Meimei ')
    expect(user.name).toBe('Han Meimei')
    const { actor, user: resolved } = await app.resolve(person.token)
    expect(resolved).toEqual(user)
    expect(actor?.name).toBe('Han Meimei')
    const { userId } = person.actor
    expect(await told()).toEqual([
      { userId, version: 1, name: 'Li Lei' },
      { userId, version: 2, name: 'Han Meimei' },
    ])
  })

  test('that is the present one changes nothing', async () => {
    const person = await app.person()
    expect((await rename(person, 'Li Lei')).name).toBe('Li Lei')
    expect(await told()).toHaveLength(1)
  })

  test('is one that people can see, and somebody’s', async () => {
    const person = await app.person()
    for (const name of ['', ' ', 'x'.repeat(33), 'a\u0000b']) {
      await expect(rename(person, name)).rejects.toThrow(refused('INVALID_NAME'))
    }
    const nobody = { ...person, actor: { ...person.actor, userId: 'nobody' } }
    await expect(rename(nobody, 'New')).rejects.toThrow(refused('NOT_FOUND'))
    await expect(app.users.updateProfile({ name: 'New' }, app.ctx('updateProfile'))).rejects.toThrow(
      refused('NOT_SIGNED_IN'),
    )
  })

  test('and a picture that change at once are both kept, each told with a version of its own', async () => {
    const person = await app.person()
    await Promise.all([rename(person, 'Han Meimei'), setAvatar(person, png(8, 8))])
    const events = await told()
    expect(events.map((event) => event.version)).toEqual([1, 2, 3])
    expect(events.at(-1)).toMatchObject({ name: 'Han Meimei', avatarUrl: expect.any(String) })
  })
})

describe('an avatar', () => {
  test('is a square of ours, whatever was sent, and the others are told', async () => {
    const person = await app.person()
    const user = await setAvatar(person, png(64, 20))
    expect(keyOf(user.avatarUrl)).toMatch(new RegExp(`^avatars/${person.actor.userId}/[\\w-]+\\.webp$`))
    const stored = await app.objects.get(keyOf(user.avatarUrl))
    expect(stored?.type).toBe('image/webp')
    const bytes = await buffer(stored!.body)
    expect(bytes.toString('latin1', 8, 16)).toBe('WEBPVP8 ')
    expect([bytes.readUInt16LE(26), bytes.readUInt16LE(28)]).toEqual([256, 256])
    const session = await app.resolve(person.token)
    expect(session.user).toEqual(user)
    expect(session.actor?.avatarUrl).toBe(user.avatarUrl)
    expect((await told()).at(-1)).toEqual({
      userId: person.actor.userId,
      version: 2,
      name: 'Li Lei',
      avatarUrl: user.avatarUrl,
    })
  })

  test('replaces the one before, which is removed when nobody shows it any more', async () => {
    const person = await app.person()
    const old = keyOf((await setAvatar(person, png(8, 8))).avatarUrl)
    const now = keyOf((await setAvatar(person, png(9, 9))).avatarUrl)
    expect(now).not.toBe(old)
    expect(await removeUnused()).toBe(0)
    expect(await app.objects.get(old)).toBeDefined()
    await allIsDue()
    expect(await removeUnused()).toBe(1)
    expect(await app.objects.get(old)).toBeUndefined()
    expect(await removeUnused()).toBe(0)
    expect(await app.objects.get(now)).toBeDefined()
  })

  test('leaves nothing behind when its owner goes while it is stored', async () => {
    const person = await app.person()
    const keys: string[] = []
    const { put } = app.objects
    app.objects.put = async (key, ...rest) => {
      keys.push(key)
      await put(key, ...rest)
      await app.database.pool.query('TRUNCATE user_account CASCADE')
    }
    await expect(setAvatar(person, png(8, 8))).rejects.toThrow(refused('NOT_FOUND'))
    app.objects.put = put
    expect(await app.objects.get(keys[0]!)).toBeDefined()
    await allIsDue()
    expect(await removeUnused()).toBe(1)
    expect(await app.objects.get(keys[0]!)).toBeUndefined()
  })

  test('that the object store keeps is removed at the next look', async () => {
    const person = await app.person()
    const old = keyOf((await setAvatar(person, png(8, 8))).avatarUrl)
    await setAvatar(person, png(9, 9))
    await allIsDue()
    const { remove } = app.objects
    app.objects.remove = () => Promise.reject(new Error('not now'))
    await expect(removeUnused()).rejects.toThrow('not now')
    app.objects.remove = remove
    expect(await removeUnused()).toBe(1)
    expect(await app.objects.get(old)).toBeUndefined()
  })

  test('is a picture, of five megabytes at most', async () => {
    const person = await app.person()
    await expect(setAvatar(person, Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'))).rejects.toMatchObject({
      kind: 'rule',
      reason: 'NOT_AN_IMAGE',
    })
    await expect(send({ actor: person.actor })).rejects.toThrow(refused('NOT_AN_IMAGE'))
    const part = { content: Buffer.alloc(1_000_000) }
    await expect(send({ actor: person.actor }, ...Array(5).fill(part), { content: Buffer.alloc(1) })).rejects.toThrow(
      refused('TOO_LARGE'),
    )
    expect(await told()).toHaveLength(1)
  })

  test('is somebody’s, who is named first and once', async () => {
    const { actor } = await app.person()
    const content = png(8, 8)
    await expect(send()).rejects.toThrow(refused('NOT_SIGNED_IN'))
    await expect(send({ content }, { actor })).rejects.toThrow(refused('NOT_SIGNED_IN'))
    await expect(send({ actor }, { actor }, { content })).rejects.toThrow(refused('INVALID_PART'))
    await expect(send({ actor: { ...actor, userId: 'nobody' } }, { content })).rejects.toThrow(refused('NOT_FOUND'))
  })
})
