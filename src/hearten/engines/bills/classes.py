"""What kind of paper is it? Told by its title first, then by the words on it."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from hearten.engines.bills.page import Row


class DocumentClass(StrEnum):
    OUTPATIENT_BILL = "outpatient_bill"
    INPATIENT_BILL = "inpatient_bill"
    FEE_LIST = "fee_list"
    PRESCRIPTION = "prescription"
    DIAGNOSIS = "diagnosis"
    DISCHARGE_SUMMARY = "discharge_summary"
    REPORT = "report"
    OTHER = "other"


BILLS = frozenset({DocumentClass.OUTPATIENT_BILL, DocumentClass.INPATIENT_BILL})

# A title counts thrice; the words below it once each.
_TITLE_WEIGHT = 3
_LEAST = 3
_TITLE_ROWS = 3
_TITLES: dict[DocumentClass, tuple[str, ...]] = {
    DocumentClass.FEE_LIST: (
        "费用清单",
        "费用明细",
        "明细清单",
        "收费清单",
        "收费明细",
        "日清单",
        "费用汇总",
    ),
    DocumentClass.PRESCRIPTION: ("处方笺", "处方", "Rp"),
    DocumentClass.DISCHARGE_SUMMARY: ("出院小结", "出院记录", "出院总结", "出院志"),
    DocumentClass.DIAGNOSIS: ("诊断证明", "疾病证明", "病情证明", "诊断书", "病假证明"),
    DocumentClass.REPORT: ("检查报告", "检验报告", "报告单", "化验单", "诊断报告", "病理报告", "影像报告"),
    DocumentClass.INPATIENT_BILL: ("住院收费票据", "住院票据", "住院收费", "住院费用票据", "住院发票"),
    DocumentClass.OUTPATIENT_BILL: ("门诊收费票据", "门诊票据", "门诊收费", "门急诊收费", "门诊发票"),
}
_WORDS: dict[DocumentClass, tuple[str, ...]] = {
    DocumentClass.FEE_LIST: ("单价", "数量", "规格", "项目编码", "医保等级", "自付比例", "清单"),
    DocumentClass.PRESCRIPTION: ("用法", "用量", "调配", "发药", "过敏史", "药师", "Sig"),
    DocumentClass.DISCHARGE_SUMMARY: ("入院情况", "住院经过", "出院情况", "出院医嘱", "出院诊断", "诊疗经过"),
    DocumentClass.DIAGNOSIS: ("处理意见", "建议休息", "特此证明", "诊断"),
    DocumentClass.REPORT: (
        "参考范围",
        "参考值",
        "标本",
        "检查所见",
        "影像表现",
        "报告医师",
        "检验者",
        "结果",
    ),
    DocumentClass.INPATIENT_BILL: (
        "住院号",
        "住院科别",
        "住院时间",
        "入院",
        "出院",
        "预缴金额",
        "补缴金额",
        "床位费",
        "护理费",
    ),
    DocumentClass.OUTPATIENT_BILL: ("门诊号", "就诊日期", "门诊", "挂号费"),
}
_BILL_WORDS = ("票据代码", "票据号码", "校验码", "收费票据", "收款单位", "金额合计", "大写", "电子票据")


def class_of(rows: Sequence[Row]) -> DocumentClass:
    """The kind of paper that its rows speak for; OTHER when too little does."""
    if not rows:
        return DocumentClass.OTHER
    text = "".join(row.text for row in rows).replace(" ", "")
    title = _title(rows)
    is_bill = sum(words in text for words in _BILL_WORDS)
    scores = {kind: _score(kind, title, text) for kind in _TITLES}
    for kind in BILLS:
        scores[kind] += is_bill
    best = max(scores, key=lambda kind: scores[kind])
    return best if scores[best] >= _LEAST else DocumentClass.OTHER


def _score(kind: DocumentClass, title: str, text: str) -> int:
    titled = _spoken(kind, title) * _TITLE_WEIGHT * 2
    return titled + sum(words in text for words in _WORDS[kind])


def _spoken(kind: DocumentClass, title: str) -> bool:
    if any(words in title for words in _TITLES[kind]):
        return True
    setting = {DocumentClass.INPATIENT_BILL: "住院", DocumentClass.OUTPATIENT_BILL: "门诊"}.get(kind)
    return bool(setting and setting in title and ("票据" in title or "发票" in title or "收据" in title))


def _title(rows: Sequence[Row]) -> str:
    """The text of the first rows and of rows in larger type."""
    usual = sorted(row.height for row in rows)[len(rows) // 2]
    head = [row for index, row in enumerate(rows) if index < _TITLE_ROWS or row.height > 1.35 * usual]
    return "".join(row.text for row in head[:6]).replace(" ", "")
