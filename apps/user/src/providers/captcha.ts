import svgCaptcha from 'svg-captcha'
import type { CaptchaPainter } from '../domain/providers.ts'

/** The library's own export, which its types leave out: draws a given text. */
const draw = svgCaptcha as unknown as (text: string, options: { noise: number; color: boolean }) => string

export const paintCaptcha: CaptchaPainter = (text) =>
  `data:image/svg+xml;base64,${Buffer.from(draw(text, { noise: 3, color: true })).toString('base64')}`
