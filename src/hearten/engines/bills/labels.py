"""Which printed words name which field? One dictionary for the layouts of all provinces.

Sources: 医疗收费电子票据 of the Ministry of Finance (财综〔2019〕29号 and its formats for outpatient and inpatient care),
the words that Shanghai and Jiangsu use instead (分类自负, 自负), and hospitals' own fee lists.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How the value of a field is written."""

    AMOUNT = "amount"
    CAPITALS = "capitals"
    DAY = "day"
    DAYS = "days"
    DIGITS = "digits"
    CHECK_CODE = "check_code"
    IDENTITY = "identity"
    HOSPITAL = "hospital"
    NAME = "name"
    SEX = "sex"
    TEXT = "text"


@dataclass(frozen=True)
class Label:
    words: str
    field: str
    kind: Kind


_FIELDS: dict[str, tuple[Kind, str]] = {
    "bill_code": (Kind.DIGITS, "票据代码 电子票据代码 发票代码 票据代号"),
    "bill_number": (Kind.DIGITS, "票据号码 电子票据号码 发票号码 票据编号 票据号"),
    "check_code": (Kind.CHECK_CODE, "校验码 效验码 电子票据校验码"),
    "payer_name": (Kind.NAME, "交款人 缴款人 付款人 交款人名称 患者姓名 病人姓名 就诊人 姓名 交款人姓名"),
    "payer_id": (
        Kind.IDENTITY,
        "交款人统一社会信用代码 缴款人统一社会信用代码 统一社会信用代码 交款人证件号码 身份证号 身份证号码 证件号码 交款人身份证号",
    ),
    "issue_date": (
        Kind.DAY,
        "开票日期 开具日期 收费日期 结算日期 打印日期 填发日期 开票时间 收费时间 结算时间 日期",
    ),
    "hospital": (
        Kind.HOSPITAL,
        "收款单位(章) 收款单位 收款单位(盖章) 收费单位(章) 收费单位 收款单位名称 医疗机构名称 医疗机构 医院名称 就诊医院 就诊机构 开票单位(章) 开票单位",
    ),
    "total_minor": (
        Kind.AMOUNT,
        "(小写) 小写 金额合计(小写) 合计(小写) 总金额 费用总额 金额总计 总费用 费用合计 医疗费总额 医疗总费用 合计金额 总计 合计小写 住院总费用 应收金额 合计 金额合计 合计(元) 合计金额(元)",
    ),
    "total_in_words": (
        Kind.CAPITALS,
        "金额合计(大写) 合计(大写) (大写) 大写 大写金额 金额(大写) 合计大写 人民币(大写)",
    ),
    "fund_paid_minor": (
        Kind.AMOUNT,
        "医保统筹基金支付 医保统筹支付 统筹基金支付 统筹支付 医保基金支付 基金支付 统筹基金支付金额 医保统筹基金 医保支付 基金支付总额 医疗保险基金支付 医保报销金额 医保统筹基金支付金额",
    ),
    "account_paid_minor": (
        Kind.AMOUNT,
        "个人账户支付 个人帐户支付 个人账户 个人帐户 账户支付 帐户支付 个人账户支付金额 医保个人账户支付 个账支付 当年账户支付",
    ),
    "cash_paid_minor": (
        Kind.AMOUNT,
        "个人现金支付 现金支付 个人支付 个人现金 现金支付金额 个人现金支付金额 个人支付金额",
    ),
    "other_paid_minor": (
        Kind.AMOUNT,
        "其他支付 其它支付 其他基金支付 附加支付 其他医保支付 其他支付金额 其他医保基金支付",
    ),
    "self_paid_minor": (Kind.AMOUNT, "个人自付 自付金额 个人自负 自负 自付 个人自付金额 医保内自付"),
    "out_of_catalogue_minor": (Kind.AMOUNT, "个人自费 自费金额 自费 个人自费金额 医保外自费 全自费 完全自费"),
    "class_self_paid_minor": (
        Kind.AMOUNT,
        "分类自负 分类自付 乙类先行自付 先行自付 乙类自付 自付二 乙类先自付 分类自负金额",
    ),
    "sex": (Kind.SEX, "性别"),
    "visit_number": (
        Kind.DIGITS,
        "门诊号 门诊号码 门急诊号 就诊号 住院号 住院号码 住院编号 门诊/住院号 门诊流水号",
    ),
    "visit_date": (Kind.DAY, "就诊日期 就诊时间 就医日期 门诊日期 就诊日"),
    "admission_date": (Kind.DAY, "入院日期 入院时间 住院日期 入院日"),
    "discharge_date": (Kind.DAY, "出院日期 出院时间 出院日"),
    "stay": (Kind.DAYS, "住院时间 住院起止日期 住院期间 起止日期 住院起止时间"),
    "department": (
        Kind.TEXT,
        "住院科别 科别 科室 就诊科室 住院科室 开单科室 科室名称 出院科室 出院科别 就诊科别",
    ),
    "insurance_kind": (
        Kind.TEXT,
        "医保类型 医疗付费方式 险种类型 险种 费别 医疗类别 参保类型 医保类别 付费方式",
    ),
    "diagnosis": (
        Kind.TEXT,
        "诊断 临床诊断 门诊诊断 出院诊断 主要诊断 疾病诊断 诊断名称 入院诊断 初步诊断 病种名称 疾病名称",
    ),
}
# Words that end the value before them, though we keep nothing of what follows.
_OTHERS = """
复核人 收款人 收费员 开票人 业务流水号 流水号 医疗机构类型 机构类型 医保编号 医保卡号 社保卡号 病历号 病案号 病例号 年龄 出生日期
预缴金额 补缴金额 退费金额 预交金额 补交金额 退还金额 谈判药费 备注 其他信息 其它信息 床号 床位号 病区 电话 联系电话 地址 打印时间 制单人 制表人 操作员
结算方式 二维码 审核人 主治医师 主治医生 医师 医生 处方号 住院天数 页码 个人账户余额 账户余额 余额 起付线 起付金额 单位 医保结算号 结算号 结算单号
医院等级 医院级别 患者类型 参保地 开户银行 账号 报告日期 报告时间 送检科室 标本 检查部位 检验者 审核者 核对 药师 调配 发药 过敏史 主诉 现病史 既往史
处理意见 建议 出院医嘱 住院经过 清单日期 费用日期 医保等级 收费项目 自付一 大病保险支付 大病支付 医疗救助支付 医疗救助 公务员补助 公务员医疗补助 补充医疗保险支付
"""
# Payments of further funds: they count as paid by others.
_FURTHER = {
    "大病保险支付": "further_paid",
    "大病支付": "further_paid",
    "医疗救助支付": "further_paid",
    "医疗救助": "further_paid",
    "公务员补助": "further_paid",
    "公务员医疗补助": "further_paid",
    "补充医疗保险支付": "further_paid",
}
NOTHING = "-"


def _build() -> tuple[Label, ...]:
    labels = [
        Label(words, field, kind) for field, (kind, names) in _FIELDS.items() for words in names.split()
    ]
    for words in _OTHERS.split():
        further = _FURTHER.get(words)
        labels.append(Label(words, further or NOTHING, Kind.AMOUNT if further else Kind.TEXT))
    return tuple(sorted(labels, key=lambda label: -len(label.words)))


LABELS = _build()
KINDS: dict[str, Kind] = {field: kind for field, (kind, _) in _FIELDS.items()}
MONEY_FIELDS = tuple(field for field, kind in KINDS.items() if kind == Kind.AMOUNT)


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


NAME_COLUMN = _words(
    "项目名称 收费项目 费用项目 项目/规格 名称/规格 项目 名称 药品名称 品名 费用名称 项目名称/规格 收费项目名称 费用类别 收费类别"
)
AMOUNT_COLUMN = _words(
    "金额 金额(元) 总金额 合计金额 费用金额 总价 金额/元 总额 应收金额 小计 合计(元) 费用(元)"
)
OTHER_COLUMNS = _words(
    "序号 编码 项目编码 国家编码 医保编码 规格 数量 单位 数量/单位 单位/数量 单价 单价(元) 备注 日期 费用日期 医保等级 等级 自付比例 类别 "
    "甲乙类 医保类别 自费金额 自付金额 医保类型 剂型 执行科室 频次 天数 报销类别 厂家 产地 收费类别 先行自付 医保支付类别 项目类别"
)
SUM_WORDS = ("合计", "小计", "总计", "共计", "本页", "累计", "大写", "小写", "总金额", "其他信息", "其它信息")
# The item heads of 医疗收费电子票据; a row that names one is an expense even where the table's head was not read.
FEE_HEADS = _words(
    "西药费 中成药费 中成药 中草药费 中药饮片 中药饮片费 草药费 诊察费 诊查费 诊疗费 挂号费 一般诊疗费 检查费 化验费 检验费 治疗费 手术费 "
    "卫生材料费 材料费 床位费 护理费 麻醉费 输血费 输氧费 放射费 药事服务费 医事服务费 康复费 其他费 其他 其它 药品费 药费 理疗费 血费"
)
