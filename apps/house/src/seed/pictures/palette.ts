/** Colours that go together, for one home. */
export interface Palette {
  readonly wall: string
  readonly floor: string
  readonly wood: string
  /** Sofas, beds, curtains. */
  readonly textile: string
  /** A cushion, a picture, a lamp: little of it. */
  readonly accent: string
  /** Linen, doors, lampshades. */
  readonly soft: string
  readonly leaf: string
  /** Metal, and lines. */
  readonly dark: string
}

const colours = [
  '#f3e7d7 #d9b38c #a9744f #7d9d9c #e07a5f #fff8ef #5b8c5a #3d405b',
  '#dfe7db #cfa77b #8f6246 #e9b872 #d1603d #fbfaf5 #4f7a4c #33413a',
  '#cfdbe6 #c6a27c #86583d #3e5c76 #f4a259 #fdf9f2 #5f8f67 #1d2d44',
  '#ecd0ba #b98156 #7c4a2d #9c4a3c #2f5d62 #fff3e6 #6a8d51 #402218',
  '#f2dcdc #d8b596 #9b6b4f #c97b84 #7f9183 #fff9f7 #6d8f6b #4a3b47',
  '#e9e9e6 #d7c3a5 #b08d66 #8d99a6 #e3b23c #ffffff #5f8a63 #3b4048',
  '#3f666b #b68d64 #7a5237 #e6c79c #e07a5f #f7efe2 #86a873 #1f3436',
  '#f1dca7 #c99b67 #8a5a3b #4a6c6f #bf4e30 #fff8e7 #5d8a55 #37413f',
  '#e1dcee #cdb195 #8e6f57 #7a6c9d #f0a07c #fbf9ff #6f9371 #37324d',
  '#d5ebe1 #dcbf99 #a77c56 #f29f8e #3f7d70 #fffdf7 #4d8a63 #2d4540',
  '#3c4a68 #b9916a #7d5637 #d8d2c4 #f2a65a #f4efe6 #7da27a #1b2436',
  '#fbd9c1 #d3a277 #96613f #5b7f8c #d95d39 #fff7ef #6b9461 #3a3f4a',
  '#e6e2cf #b99268 #7b5a3c #75804f #c8683f #fbf8ec #6c8a4f #35372a',
  '#efe4d2 #a97b57 #7a3b2e #a63d32 #d9a441 #fdf5e8 #5b7b4f #3a2420',
  '#dcebf2 #d9c2a0 #a5825c #6fa3b8 #ef8354 #ffffff #5e9370 #2b3d4f',
  '#f5e9e2 #c79a72 #8b5b43 #5f6f52 #b5533c #fffaf4 #5f6f52 #3b352f',
]

export const palettes: readonly Palette[] = colours.map((line) => {
  const [wall, floor, wood, textile, accent, soft, leaf, dark] = line.split(' ') as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ]
  return { wall, floor, wood, textile, accent, soft, leaf, dark }
})
