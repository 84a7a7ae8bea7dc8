"""Pages laid out by hand, as a reader of pictures hands them over: text, corners, how sure it was."""

from __future__ import annotations

import math
from collections.abc import Sequence

from hearten.engines.bills import Page, TextBox

WIDTH, HEIGHT, STEP, SIGN = 1700.0, 1150.0, 45.0, 26.0

Placed = tuple[float, str]


def wide(text: str) -> float:
    """How wide a text is in points: a Chinese sign twice a letter."""
    return sum(SIGN if ord(sign) > 0x2E80 else SIGN / 2 for sign in text)


def box(x: float, y: float, text: str, *, sure: float | Sequence[float] = 0.99, other: str = "") -> TextBox:
    right, bottom = x + wide(text), y + SIGN
    quad = ((x, y), (right, y), (right, bottom), (x, bottom))
    outline = tuple((a / WIDTH, b / HEIGHT) for a, b in quad)
    sureness = tuple(sure) if not isinstance(sure, float) else (sure,) * len(text)
    return TextBox(text, quad, outline, sureness, other)


def page(*rows: Sequence[Placed], number: int = 1, exact: bool = False) -> Page:
    """Rows from the top, each of texts with their left edge."""
    boxes = [box(x, 40 + STEP * index, text) for index, row in enumerate(rows) for x, text in row]
    return Page(number, WIDTH, HEIGHT, tuple(boxes), exact)


def leaning(flat: Page, *, slope: float = 0.0, fan: float = 0.0) -> Page:
    """The page as a hand holds it: lines fall by `slope`, and the more so the lower they stand (`fan`)."""

    def moved(point: tuple[float, float]) -> tuple[float, float]:
        x, y = point
        return x, y + (slope + fan * (y / HEIGHT - 0.5)) * (x - WIDTH / 2)

    boxes = tuple(
        TextBox(b.text, tuple(moved(p) for p in b.quad), b.outline, b.sureness, b.other) for b in flat.boxes
    )
    return Page(flat.number, WIDTH, HEIGHT, boxes, flat.exact)


def replaced(
    flat: Page, old: str, new: str, *, sure: float | Sequence[float] = 0.99, other: str = ""
) -> Page:
    """The page with the text of one box changed."""
    found = [b for b in flat.boxes if b.text == old]
    assert len(found) == 1, old
    changed = box(found[0].quad[0][0], found[0].quad[0][1], new, sure=sure, other=other)
    return Page(
        flat.number, WIDTH, HEIGHT, tuple(changed if b is found[0] else b for b in flat.boxes), flat.exact
    )


def without(flat: Page, *parts: str) -> Page:
    kept = tuple(b for b in flat.boxes if not any(part in b.text for part in parts))
    return Page(flat.number, WIDTH, HEIGHT, kept, flat.exact)


def degrees(value: float) -> float:
    return math.tan(math.radians(value))


SICHUAN = page(
    [(500, "四川省医疗门诊收费票据（电子）")],
    [(80, "票据代码：51060124"), (900, "票据号码：3824219489")],
    [(80, "交款人统一社会信用代码：510107********7784"), (900, "校验码：102c0f")],
    [(80, "交款人：王建国"), (900, "开票日期：2024-06-08")],
    [(80, "项目名称"), (700, "数量"), (900, "单位"), (1100, "金额（元）"), (1400, "备注")],
    [(80, "西药费"), (700, "4"), (900, "盒"), (1100, "46.51"), (1400, "自费")],
    [(80, "检查费"), (700, "1"), (900, "项"), (1100, "1,264.13"), (1400, "医保")],
    [(80, "阿莫西林胶囊0.25g*24粒"), (700, "2"), (900, "盒"), (1100, "93.34"), (1400, "医保")],
    [(80, "金额合计（大写）"), (300, "壹仟肆佰零叁元玖角捌分"), (1000, "（小写）"), (1120, "￥1,403.98")],
    [(80, "业务流水号：47112201868483"), (620, "门诊号：396947751"), (1150, "就诊日期：2024-06-08")],
    [(80, "医疗机构类型：综合医院"), (620, "医保类型：城镇职工基本医疗保险"), (1150, "性别：女")],
    [(80, "医保统筹基金支付：866.61"), (620, "个人账户支付：268.69"), (1150, "个人现金支付：268.68")],
    [(80, "个人自付：161.21"), (620, "个人自费：107.47")],
    [(80, "收款单位（章）："), (300, "成都市妇女儿童中心医院"), (800, "复核人：电子票据管理员"), (1300, "收款人：孙晓燕")],
)  # fmt: skip

BEIJING = page(
    [(500, "北京市医疗门诊收费票据（电子）")],
    [(80, "票据代码：11060124"), (1000, "票据号码：0012345678")],
    [(80, "交款人：欧阳明月"), (1000, "开票日期：2024年3月21日")],
    [(80, "项目名称"), (590, "金额（元）"), (870, "项目名称"), (1380, "金额（元）")],
    [(80, "检查费"), (590, "88.00"), (870, "西药费"), (1380, "112.50")],
    [(80, "项目/规格"), (430, "数量/单位"), (570, "金额（元）"), (730, "备注"), (870, "项目/规格"), (1220, "数量/单位"),
     (1360, "金额（元）"), (1520, "备注")],
    [(80, "腹部彩超"), (430, "1/次"), (570, "88.00"), (730, "有自付"), (870, "布洛芬缓释胶囊/0.3g"), (1220, "1/盒"),
     (1360, "12.50"), (1520, "无自付")],
    [(80, "连花清瘟颗粒"), (430, "5/盒"), (570, "100.00"), (730, "无自付")],
    [(80, "金额合计（大写）贰佰圆零伍角"), (1000, "（小写）200.50")],
    [(80, "医保统筹基金支付：150.50"), (640, "其他支付：0.00"), (1180, "个人账户支付：0.00")],
    [(80, "个人现金支付：50.00"), (640, "个人自付：50.00"), (1180, "个人自费：0.00")],
    [(80, "自付一：30.00"), (640, "自付二：20.00")],
    [(80, "收款单位（章）：北京市安和路医院")],
)  # fmt: skip

SHANGHAI = page(
    [(500, "上海市医疗门诊收费票据（电子）")],
    [(80, "票据代码：31060124"), (1000, "票据号码：5287373017")],
    [(80, "项目名称"), (560, "规格"), (860, "数量"), (1010, "单位"), (1260, "金额（元）"), (1460, "等级")],
    [(80, "放射费"), (860, "5"), (1010, "项"), (1300, "169.01"), (1460, "乙")],
    [(80, "连花清瘟颗粒"), (560, "6g*10袋"), (860, "7"), (1010, "盒"), (1300, "330.99"), (1460, "甲")],
    [(80, "金额合计（大写）伍佰元整"), (1000, "（小写）500.00")],
    [(80, "门诊号：457138814"), (640, "就诊日期：2026-07-25"), (1180, "医保类型："), (1330, "自费")],
    [(80, "统筹基金支付"), (330, "附加支付"), (560, "个人账户支付"), (800, "现金支付"), (1040, "自负"), (1260, "分类自负"),
     (1500, "自费")],
    [(90, "300.00"), (340, "20.00"), (580, "80.00"), (810, "100.00"), (1030, "95.00"), (1270, "50.00"), (1500, "35.00")],
    [(80, "收款单位（章）：上海市虹桥里社区卫生服务中心")],
)  # fmt: skip

INPATIENT = page(
    [(500, "湖北省医疗住院收费票据（电子）")],
    [(80, "票据代码：42060224"), (1000, "票据号码：7691242352")],
    [(80, "项目名称"), (450, "金额（元）"), (660, "备注"), (870, "项目名称"), (1240, "金额（元）"), (1450, "备注")],
    [(80, "床位费"), (450, "800.00"), (870, "护理费"), (1240, "200.00")],
    [(80, "手术费"), (450, "9000.00")],
    [(80, "金额合计（大写）壹万元整"), (1000, "（小写）10000.00")],
    [(80, "住院号：917859678400"), (640, "住院科别：消化内科"), (1180, "病历号：3505530718")],
    [(80, "住院时间：2024-04-29至2024-05-10"), (640, "医保类型：城乡居民基本医疗保险")],
    [(80, "预缴金额：6000.00"), (640, "补缴金额：0.00"), (1180, "退费金额：1000.00")],
    [(80, "医保统筹基金支付：4500.00"), (640, "其他支付：500.00"), (1180, "个人账户支付：2000.00")],
    [(80, "个人现金支付：3000.00"), (640, "个人自付：4000.00"), (1180, "个人自费：1000.00")],
    [(80, "收款单位（章）：武汉市江滩中心医院")],
)  # fmt: skip

FEE_LIST = page(
    [(600, "南京市钟秀人民医院住院费用清单")],
    [(80, "姓名：李娜"), (640, "性别：女"), (1180, "科室：骨科")],
    [(80, "日期"), (250, "项目编码"), (520, "项目名称"), (800, "规格"), (980, "单位"), (1080, "单价"), (1220, "数量"),
     (1340, "金额"), (1500, "医保等级")],
    [(80, "2024-05-01"), (250, "001102000010000"), (520, "普通门诊诊察"), (980, "次"), (1080, "12.50"), (1220, "2"),
     (1340, "25.00"), (1500, "甲")],
    [(80, "2024-05-01"), (250, "XJ01CAA012A001"), (520, "注射用头孢曲松钠"), (800, "1.0g"), (980, "支"), (1080, "30.00"),
     (1220, "3"), (1340, "90.00"), (1500, "乙")],
    [(80, "小计"), (1340, "115.00")],
    [(80, "费用合计：115.00"), (800, "（大写）壹佰壹拾伍元整")],
)  # fmt: skip
