import type { Chance } from '@renting/platform/demo'

/** How often each is given, from one star to five. */
const given = [1, 2, 3, 3, 4, 4, 4, 4, 4, 5, 5, 5, 5, 5, 5, 5, 5, 5] as const

const chinese: Readonly<Record<number, readonly string[]>> = {
  5: [
    '房子和照片一模一样，干净整洁，房东回复特别快，下次来北京还住这里。',
    '位置太好了，出门走几分钟就到，晚上也很安静，睡得很香。',
    '孩子特别喜欢，院子里晒太阳喝茶，一家人过了一个很放松的周末。',
    '床品很舒服，热水足，厨房用具齐全，自己做了两顿饭，像在家一样。',
    '房东很热心，提前把路线和周边好吃的都发给我们了，强烈推荐。',
    '窗外的风景值回房价，早上拉开窗帘那一刻真的很治愈。',
    '第三次来了，一如既往地好，价格也公道。',
    '老人腿脚不方便，房东专门到路口来接，特别感动。',
  ],
  4: [
    '整体很满意，交通方便，就是卫生间稍微小了一点。',
    '房间干净，房东人很好。隔音一般，早上能听到外面的声音。',
    '性价比很高，周边吃饭方便，停车要稍微绕一下。',
    '环境不错，设施齐全，要是多配一套餐具就更好了。',
    '入住顺利，暖气很足，Wi-Fi 偶尔有点慢。',
    '院子很有味道，晚上蚊子有点多，记得带驱蚊水。',
  ],
  3: [
    '位置还可以，房间比照片看着小一些，住一晚没问题。',
    '中规中矩，空调声音有点大，房东处理得还算及时。',
    '价格合适，但是热水要等很久，希望能改进。',
    '干净是干净，就是离地铁比描述里远。',
  ],
  2: ['隔音比较差，楼上半夜还有声音，没怎么睡好。', '入住的时候还没打扫完，等了快一个小时。'],
  1: ['和描述差别有点大，床垫太硬，空调也坏了，没有再住的打算。'],
}

const english: Readonly<Record<number, readonly string[]>> = {
  5: [
    'Exactly as in the pictures, spotless, and the host answered within minutes. We would stay again.',
    'Wonderful place to come home to after a day of walking. Quiet at night, great noodles round the corner.',
    'Our children did not want to leave. Thank you for the warm welcome!',
    'Great value, comfortable bed, everything you need in the kitchen.',
  ],
  4: [
    'Lovely flat in a handy spot. The bathroom is a little small, but that is all.',
    'Very good stay. The lane is narrow, so ask your driver to stop at the corner.',
    'Nice host and a charming room; the walls are thin.',
  ],
  3: ['Fine for one night. Smaller than it looks in the pictures.', 'All right, but the hot water took its time.'],
  2: ['Noisy until late, and the room was not ready when we came.'],
  1: ['Not what was described. The air conditioning did not work.'],
}

/** What a guest says of a stay. @param name tells the language they write in */
export function remark(name: string, chance: Chance): { readonly rating: number; readonly text: string } {
  const rating = chance.pick(given)
  const texts = /\p{Script=Han}/u.test(name) ? chinese : english
  return { rating, text: chance.pick(texts[rating] ?? []) }
}

export const reasonsToReject = [
  '这几天家里来亲戚，不方便接待，非常抱歉。',
  '院子正在修屋顶，下个月再欢迎您来。',
  '人数超出了房子能住的，实在不好意思。',
]
export const reasonsToCancel = [
  '行程有变，临时来不了了。',
  '航班取消了，下次再约。',
  '孩子生病了，只能取消，抱歉。',
  'Our flight was cancelled, sorry!',
]
