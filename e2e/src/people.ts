import { randomInt, randomUUID } from 'node:crypto'
import type { Client } from './client.ts'
import type { House, NewHouse, Page, User } from './model.ts'

/** Somebody with an account, signed in. */
export interface Person {
  readonly user: User
  readonly token: string
  readonly api: Client
  readonly mobile: string
  readonly password: string
}

/** A mobile number that nobody has. */
export function newMobile(): string {
  return `139${String(randomInt(100_000_000)).padStart(8, '0')}`
}

/** Has a code sent to a number, as a person does: reads the captcha, then the message. */
export async function smsCode(api: Client, mobile: string): Promise<string> {
  const { id } = await api.post<{ id: string }>('/captchas', {})
  const { answer } = await api.get<{ answer: string }>(`/dev/captchas/${id}`)
  await api.post('/sms-codes', { mobile, captchaId: id, captcha: answer })
  const { items } = await api.get<Page<{ to: string; text: string }>>(`/dev/messages?to=${mobile}`)
  const code = /\b\d{6}\b/.exec(items.at(-1)?.text ?? '')?.[0]
  if (code === undefined) throw new Error(`no code was sent to ${mobile}: ${JSON.stringify(items)}`)
  return code
}

export async function register(api: Client, name: string): Promise<Person> {
  const [mobile, password] = [newMobile(), `${name} and ${randomUUID()}`]
  const { token, user } = await api.post<{ token: string; user: User }>('/users', {
    mobile,
    smsCode: await smsCode(api, mobile),
    password,
    name,
  })
  return { user, token, api: api.as(token), mobile, password }
}

/** Somebody in a session of its own. @param password by default that of the people of the demonstration */
export async function signIn(api: Client, mobile: string, password = 'renting-demo'): Promise<Person> {
  const { token, user } = await api.post<{ token: string; user: User }>('/sessions', { mobile, password })
  return { user, token, api: api.as(token), mobile, password }
}

/** An identity number that adds up: place, birthday, serial, and the check character of ISO 7064 MOD 11-2. */
export function idNumber(): string {
  const digits = `11010519900307${String(randomInt(1000)).padStart(3, '0')}`
  const sum = [...digits].reduce((total, digit, index) => total + Number(digit) * (2 ** (17 - index) % 11), 0)
  return digits + '10X98765432'[sum % 11]
}

export async function verify({ api, user }: Person): Promise<User> {
  return await api.put<User>('/me/identity', { realName: user.name, idNumber: idNumber() })
}

export const house: NewHouse = {
  title: 'A loft by the canal',
  areaId: '1',
  address: '8 Canal Street',
  price: { amount: 38_800, currency: 'CNY' },
  deposit: { amount: 100_000, currency: 'CNY' },
  roomCount: 2,
  acreage: 64.5,
  layout: '2 rooms, 1 hall',
  capacity: 4,
  beds: '2 double',
  minNights: 1,
  maxNights: 0,
  facilityIds: ['1', '3'],
}

/** Somebody who has published a house. */
export async function landlordWithHouse(
  api: Client,
  change: Partial<NewHouse> = {},
): Promise<{ landlord: Person; house: House }> {
  const landlord = await register(api, 'Landlord')
  await verify(landlord)
  return { landlord, house: await landlord.api.post<House>('/houses', { ...house, ...change }) }
}

/** A calendar date in the houses' time zone, that many days from today. @param now milliseconds since 1970 */
export function day(offset: number, now = Date.now()): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(now + offset * 86_400_000)
}

export function days(checkIn: number, nights: number, now = Date.now()): { checkIn: string; checkOut: string } {
  return { checkIn: day(checkIn, now), checkOut: day(checkIn + nights, now) }
}
