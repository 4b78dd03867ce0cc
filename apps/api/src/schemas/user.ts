import Type, { type Static } from 'typebox'
import { Moment, nullable, oneOf, reference, strict, text } from './common.ts'

export const Mobile = Type.String({
  pattern: '^1[3-9]\\d{9}$',
  description: 'A mobile number of mainland China',
  examples: ['13800000001'],
})

/** Any text: what is wrong with a password is for the user service to say. */
const Password = text(0, 128, ['renting-demo'])

const Code = text(1, 16)

export const User = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    mobile: Type.String({ description: 'Masked', examples: ['138****0001'] }),
    avatarUrl: nullable(Type.String()),
    identity: Type.Object({
      status: oneOf(['NONE', 'VERIFIED', 'REJECTED']),
      realName: Type.Optional(Type.String()),
      idNumber: Type.Optional(Type.String({ description: 'Masked', examples: ['1101**********002X'] })),
    }),
    createdAt: Moment,
  },
  { $id: 'User', description: 'An account as its owner sees it' },
)
export type UserView = Static<typeof User>

export const Captcha = Type.Object({
  id: Type.String(),
  image: Type.String({ description: 'A data URL', examples: ['data:image/svg+xml;base64,PHN2Zy…'] }),
})

export const NewSmsCode = strict({
  mobile: Mobile,
  captchaId: text(1, 64),
  captcha: text(1, 32),
})

export const NewUser = strict({
  mobile: Mobile,
  smsCode: Code,
  password: Password,
  name: Type.Optional(text(1, 32)),
})

export const Credentials = strict({ mobile: Mobile, password: Password })

export const SignedIn = Type.Object({ token: Type.String(), user: reference(User) })

export const CurrentSession = Type.Object({ user: reference(User) })

export const NewIdentity = strict({
  realName: text(1, 32, ['张三']),
  idNumber: text(0, 64, ['11010519491231002X']),
})
