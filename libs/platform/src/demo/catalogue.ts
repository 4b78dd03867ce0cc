import { type Money, makeMoney } from '../values/index.ts'
import type { DemoHouse, DemoKind } from './houses.ts'
import type { Chance } from './random.ts'

/** Somewhere that people go. */
export interface Spot {
  readonly name: string
  /** How what is let there is said to lie. */
  readonly near: string
  readonly english: string
  readonly streets: readonly string[]
}

export interface District {
  /** The area's. */
  readonly id: string
  readonly name: string
  /** What is let there; what stands twice is let more often. */
  readonly kinds: readonly DemoKind[]
  /** Of prices, 1 in the middle. */
  readonly level: number
  readonly spots: readonly Spot[]
}

function spots(text: string): readonly Spot[] {
  return text
    .trim()
    .split('\n')
    .map((line) => {
      const [name = '', near = '', english = '', streets = ''] = line.trim().split('|')
      return { name, near, english, streets: streets.split(' ') }
    })
}

const city: readonly DemoKind[] = ['flat', 'flat', 'studio', 'view']
const old: readonly DemoKind[] = ['courtyard', 'courtyard', 'courtyard', 'flat', 'studio']
const hills: readonly DemoKind[] = ['country', 'country', 'country', 'flat']

export const districts: readonly District[] = [
  {
    id: '1',
    name: '东城区',
    kinds: old,
    level: 1.25,
    spots: spots(`
      南锣鼓巷|旁|near Nanluoguxiang|菊儿胡同 雨儿胡同 帽儿胡同
      雍和宫|北门|by the Lama Temple|五道营胡同 方家胡同 国子监街
      东四|地铁口|in Dongsi|东四六条 东四九条 礼士胡同
      王府井|步行可达|near Wangfujing|灯市口大街 金鱼胡同 东安门大街`),
  },
  {
    id: '2',
    name: '西城区',
    kinds: old,
    level: 1.25,
    spots: spots(`
      什刹海|湖边|by Shichahai lake|后海南沿 鸦儿胡同 大金丝胡同
      白塔寺|下|below the White Pagoda|宫门口东岔 青塔胡同 安平巷
      西单|旁|near Xidan|灵境胡同 辟才胡同 西绒线胡同
      大栅栏|里|in Dashilar|杨梅竹斜街 铁树斜街 耀武胡同`),
  },
  {
    id: '3',
    name: '朝阳区',
    kinds: city,
    level: 1.2,
    spots: spots(`
      三里屯|旁|in Sanlitun|工体北路 新东路 幸福一村
      望京|SOHO 旁|in Wangjing|阜通东大街 望京街 利泽中街
      国贸|CBD|in the CBD|光华路 景华南街 东三环中路
      奥林匹克公园|旁|by the Olympic Park|北辰东路 大屯路 慧忠路`),
  },
  {
    id: '4',
    name: '海淀区',
    kinds: ['flat', 'flat', 'studio', 'studio', 'view'],
    level: 1.1,
    spots: spots(`
      五道口|地铁|in Wudaokou|成府路 荷清路 双清路
      颐和园|北宫门|by the Summer Palace|颐和园路 青龙桥街 大有庄
      中关村|旁|in Zhongguancun|海淀南路 科学院南路 知春路
      香山|脚下|below the Fragrant Hills|煤厂街 香泉环岛 买卖街`),
  },
  {
    id: '5',
    name: '昌平区',
    kinds: ['flat', 'studio', 'country'],
    level: 0.8,
    spots: spots(`
      回龙观|地铁口|in Huilongguan|龙域中街 育知东路 回龙观西大街
      十三陵|水库旁|by the Ming Tombs|康陵村 德陵村 长陵村
      小汤山|温泉|at Xiaotangshan springs|顺沙路 汤尚路 银街`),
  },
  {
    id: '6',
    name: '丰台区',
    kinds: city,
    level: 0.9,
    spots: spots(`
      北京南站|旁|near Beijing South|马家堡东路 洋桥北里 开阳路
      丽泽|商务区|in Lize|丽泽路 金中都南路 凤凰嘴街
      卢沟桥|边|by Marco Polo Bridge|城内街 宛平路 晓月中路`),
  },
  {
    id: '7',
    name: '房山区',
    kinds: hills,
    level: 0.75,
    spots: spots(`
      十渡|河边|on the river at Shidu|六渡村 九渡村 十渡村
      良乡|大学城|in Liangxiang|拱辰北大街 长虹西路 学园北街
      云居寺|旁|near Yunju Temple|水头村 南尚乐村 岩上村`),
  },
  {
    id: '8',
    name: '通州区',
    kinds: city,
    level: 0.85,
    spots: spots(`
      环球影城|班车|near Universal Resort|颐瑞东路 云景南大街 群芳中二街
      大运河|公园旁|by the Grand Canal|运河东大街 滨河中路 芙蓉东路
      宋庄|艺术区|in Songzhuang|小堡村 徐宋路 艺术环岛`),
  },
  {
    id: '9',
    name: '顺义区',
    kinds: ['flat', 'view', 'country'],
    level: 0.85,
    spots: spots(`
      首都机场|T3 旁|near Capital Airport|天竺大街 安宁大街 府前一街
      潮白河|河畔|on the Chaobai river|河南村 顺安南路 滨河路
      奥林匹克水上公园|旁|by the rowing park|左堤路 白马路 马坡村`),
  },
  {
    id: '10',
    name: '大兴区',
    kinds: city,
    level: 0.75,
    spots: spots(`
      大兴机场|接送|near Daxing Airport|榆垡路 礼贤街 空港大道
      亦庄|地铁口|in Yizhuang|荣华中路 文化园西路 万源街
      野生动物园|旁|by the safari park|东胡林村 万亩林 榆林路`),
  },
  {
    id: '11',
    name: '怀柔区',
    kinds: hills,
    level: 0.95,
    spots: spots(`
      慕田峪长城|脚下|below Mutianyu|辛营村 北沟村 田仙峪村
      雁栖湖|湖畔|on Yanqi lake|范各庄村 泉水头村 柏崖厂村
      红螺寺|旁|near Hongluo Temple|卢庄村 芦庄路 红螺路`),
  },
  {
    id: '12',
    name: '平谷区',
    kinds: hills,
    level: 0.75,
    spots: spots(`
      金海湖|湖边|on Jinhai lake|海子村 韩庄村 上宅村
      桃花海|里|among the peach trees|小金山村 行宫村 桃花峪
      京东大峡谷|口|at the gorge|塔洼村 关上村 鱼子山村`),
  },
  {
    id: '13',
    name: '密云区',
    kinds: hills,
    level: 0.9,
    spots: spots(`
      古北水镇|旁|near Gubei Water Town|司马台村 汤河村 河西村
      密云水库|湖景|with a lake view|溪翁庄村 石马峪村 黑龙潭路
      云蒙山|脚下|below Mount Yunmeng|石塘路村 四合堂村 贾峪村`),
  },
  {
    id: '14',
    name: '延庆区',
    kinds: hills,
    level: 0.8,
    spots: spots(`
      八达岭长城|旁|near Badaling|岔道村 石峡村 里炮村
      百里画廊|里|in the painted valley|六道河村 硅化木村 千家店村
      龙庆峡|口|at Longqing gorge|古城村 黄柏寺村 旧县村`),
  },
  {
    id: '15',
    name: '石景山区',
    kinds: city,
    level: 0.85,
    spots: spots(`
      首钢园|旁|by Shougang Park|石景山路 秀池西路 群明湖大街
      八大处|山脚|below Badachu|八大处路 西下庄 杏石口路
      古城|地铁|in Gucheng|古城大街 八角南路 杨庄路`),
  },
]

const englishNames: Readonly<Record<DemoKind, readonly string[]>> = {
  courtyard: ['Courtyard', 'Lane house', 'Quiet courtyard'],
  flat: ['Bright flat', 'Family flat', 'Sunny flat'],
  studio: ['Studio', 'Cosy studio', 'Small loft'],
  view: ['Flat with a view', 'High above', 'Terrace flat'],
  country: ['Farmhouse', 'Hillside house', 'Wooden house'],
}

export function englishOf(kind: DemoKind, rooms: number, spot: Spot, chance: Chance): string {
  const name = chance.pick(englishNames[kind])
  return kind === 'flat' && rooms > 1 ? `${rooms}-bedroom flat ${spot.english}` : `${name} ${spot.english}`
}

const yuan = (amount: number): Money => makeMoney(amount * 100, 'CNY')

type Written = Omit<DemoHouse, 'id' | 'landlordId' | 'timeZone' | 'instantBook' | 'policy'> &
  Partial<Pick<DemoHouse, 'instantBook' | 'policy'>>

/** Those of the demonstration landlord, written one by one: they differ in all one can search by. */
export const written: readonly Written[] = [
  {
    kind: 'country',
    title: '石景山山景小屋 · Hillside cabin',
    areaId: '15',
    address: '石景山区模式口大街 18 号',
    price: yuan(268),
    deposit: yuan(300),
    roomCount: 1,
    acreage: 38,
    layout: '一室',
    capacity: 2,
    beds: '双人床 1 张',
    minNights: 1,
    maxNights: 0,
    facilityIds: '1,2,3,4,16,20'.split(','),
  },
  {
    kind: 'country',
    title: '怀柔长城脚下农家院 · Farmhouse by the Great Wall',
    areaId: '11',
    address: '怀柔区慕田峪村 6 号',
    price: yuan(880),
    deposit: yuan(1000),
    roomCount: 4,
    acreage: 180,
    layout: '四室二厅',
    capacity: 10,
    beds: '双人床 4 张，单人床 2 张',
    minNights: 2,
    maxNights: 30,
    facilityIds: '1,2,4,6,16,17,18,20'.split(','),
    policy: 'STRICT',
  },
  {
    kind: 'flat',
    title: '通州运河边两居 · Two rooms on the canal',
    areaId: '8',
    address: '通州区运河西大街 52 号',
    price: yuan(328),
    deposit: yuan(500),
    roomCount: 2,
    acreage: 76,
    layout: '两室一厅',
    capacity: 4,
    beds: '双人床 2 张',
    minNights: 1,
    maxNights: 0,
    facilityIds: '1,2,3,4,6,13,14,15,20'.split(','),
  },
  {
    kind: 'studio',
    title: '望京艺术区 Loft · Loft in the art district',
    areaId: '3',
    address: '朝阳区酒仙桥路 2 号',
    price: yuan(520),
    deposit: yuan(800),
    roomCount: 1,
    acreage: 58,
    layout: '一室一厅 Loft',
    capacity: 2,
    beds: '双人床 1 张',
    minNights: 1,
    maxNights: 60,
    facilityIds: '1,2,3,4,12,13,14,22,24'.split(','),
    instantBook: true,
    policy: 'FLEXIBLE',
  },
  {
    kind: 'studio',
    title: '中关村整洁单间 · Tidy room near the universities',
    areaId: '4',
    address: '海淀区中关村南大街 27 号',
    price: yuan(198),
    deposit: yuan(200),
    roomCount: 1,
    acreage: 24,
    layout: '一室',
    capacity: 1,
    beds: '单人床 1 张',
    minNights: 1,
    maxNights: 90,
    facilityIds: '1,2,3,4,7,8,9,10,11,21'.split(','),
    policy: 'FLEXIBLE',
  },
  {
    kind: 'view',
    title: '国贸高层江景公寓 · High above the city',
    areaId: '3',
    address: '朝阳区建国路 88 号',
    price: yuan(1280),
    deposit: yuan(2000),
    roomCount: 2,
    acreage: 110,
    layout: '两室两厅',
    capacity: 4,
    beds: '双人床 2 张',
    minNights: 1,
    maxNights: 30,
    facilityIds: '1,2,3,4,6,11,12,13,14,15,19,20,22,23'.split(','),
    policy: 'STRICT',
  },
  {
    kind: 'flat',
    title: '大兴机场旁家庭房 · Family flat near the airport',
    areaId: '10',
    address: '大兴区榆垡镇 101 号',
    price: yuan(299),
    deposit: yuan(300),
    roomCount: 3,
    acreage: 95,
    layout: '三室一厅',
    capacity: 6,
    beds: '双人床 2 张，上下铺 1 张',
    minNights: 1,
    maxNights: 0,
    facilityIds: '1,2,3,4,6,9,13,14,16,20'.split(','),
    instantBook: true,
  },
  {
    kind: 'flat',
    title: '颐和园边安静两居 · Quiet flat by the Summer Palace',
    areaId: '4',
    address: '海淀区新建宫门路 19 号',
    price: yuan(458),
    deposit: yuan(600),
    roomCount: 2,
    acreage: 82,
    layout: '两室一厅',
    capacity: 4,
    beds: '双人床 2 张',
    minNights: 2,
    maxNights: 0,
    facilityIds: '1,2,3,4,6,13,14,15,22'.split(','),
  },
  {
    kind: 'country',
    title: '密云水库湖景民宿 · Lake view guest house',
    areaId: '13',
    address: '密云区溪翁庄镇 3 号',
    price: yuan(688),
    deposit: yuan(800),
    roomCount: 3,
    acreage: 140,
    layout: '三室二厅',
    capacity: 8,
    beds: '双人床 3 张，沙发床 1 张',
    minNights: 1,
    maxNights: 14,
    facilityIds: '1,2,3,4,5,6,16,17,18,20,25'.split(','),
  },
  {
    kind: 'courtyard',
    title: '后海胡同小院 · Courtyard in a lane by the lake',
    areaId: '2',
    address: '西城区后海北沿 12 号',
    price: yuan(960),
    deposit: yuan(1500),
    roomCount: 3,
    acreage: 120,
    layout: '三室一厅带院',
    capacity: 6,
    beds: '双人床 3 张',
    minNights: 2,
    maxNights: 30,
    facilityIds: '1,2,3,4,6,9,11,12,16,22'.split(','),
    policy: 'MODERATE',
  },
  {
    kind: 'flat',
    title: '天坛东门老北京一居 · One room by the Temple of Heaven',
    areaId: '1',
    address: '东城区体育馆路 9 号',
    price: yuan(288),
    deposit: yuan(300),
    roomCount: 1,
    acreage: 42,
    layout: '一室一厅',
    capacity: 2,
    beds: '双人床 1 张',
    minNights: 1,
    maxNights: 0,
    facilityIds: '1,2,3,4,7,9,11,13,15'.split(','),
    policy: 'FLEXIBLE',
  },
  {
    kind: 'courtyard',
    title: '前门四合院东厢房 · East wing of a courtyard house',
    areaId: '1',
    address: '东城区草厂四条 7 号',
    price: yuan(388),
    deposit: yuan(500),
    roomCount: 1,
    acreage: 35,
    layout: '一室带院',
    capacity: 2,
    beds: '双人床 1 张',
    minNights: 1,
    maxNights: 0,
    facilityIds: '1,2,3,4,6,7,8,9,10,11,12,19'.split(','),
  },
]
