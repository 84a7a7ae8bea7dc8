"""Which published table is this, and what does a row of it say? A table is known by its columns, never by its file's name.

To add a table: write a function from a row's cells to facts and a Layout with the columns that tell it from all others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from hearten.domains.terminology.types import ConceptFacts, Facts, RuleCodeFacts, RuleFacts, System
from hearten.engines.review import LineKind
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

Cells = Mapping[str, str]
LONGEST_CODE, LONGEST_NAME, LONGEST_DISPLAY = 40, 200, 400

_DIAGNOSIS = re.compile(r"[A-Z]\d{2}[\dA-Zx.+*†]*")
_OPERATION = re.compile(r"\d{2}\.\d{1,4}[\dA-Zx]*")
_CHINESE_NUMBERS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6}
_UNIT_DAYS = {"天": 1, "日": 1, "周": 7, "个月": 30, "月": 30, "年": 365}
_LASTING = re.compile(r"(?:支付|总时间|时间)不超过\s*(\d+|[一二两三四五六])\s*(天|日|周|个月|月|年)")

RESTRICTIONS = {
    "限定性别对象": LineKind.SEX,
    "限定性别": LineKind.SEX,
    "限定年龄对象": LineKind.AGE,
    "限定年龄": LineKind.AGE,
    "限定保险类型": LineKind.INSURANCE_TYPE,
    "限定主次操作": LineKind.MAIN_SECONDARY,
    "限定就医方式": LineKind.SETTING,
    "限定机构等级": LineKind.LEVEL,
    "限定支付疗程": LineKind.DURATION,
}
SEXES = {"男": "male", "女": "female"}
# Ages in days: 28 days, 3 years, 18 years; working age as the law has it, 16 to 60. 365¼ days to a year.
AGES: Mapping[str, Mapping[str, Any]] = {
    "新生儿": {"group": "newborn", "below_days": 29},
    "婴幼儿": {"group": "infant", "below_days": 1096},
    "儿童": {"group": "child", "below_days": 6575},
}
WORKING_AGE = {"group": "working_age", "from_days": 5844, "below_days": 21916}
INSURANCES = {"工伤": "work_injury", "生育": "maternity"}
LEVELS = {"一级": 1, "二级": 2, "三级": 3}
SPANS = {"单日": "day", "单次就诊": "visit", "6小时": "hours", "同一小时": "hours"}


@dataclass(frozen=True)
class Layout:
    """One kind of table: its name in reports, the columns it must have, and how to read a row."""

    name: str
    columns: frozenset[str]
    read: Callable[[Cells], Facts]


def layout_of(columns: Iterable[str]) -> Layout:
    """The layout with the most columns that all are there. Raises Invalid when none fits."""
    given = {_column(column) for column in columns}
    fitting = [layout for layout in LAYOUTS if layout.columns <= given]
    if not fitting:
        raise Invalid(
            N_("We know no table with the columns %(columns)s."),
            field="file",
            hint=N_("Tables that are known: %(known)s."),
            columns="、".join(sorted(given - {""})) or "–",
            known="; ".join(f"{layout.name}: {'、'.join(sorted(layout.columns))}" for layout in LAYOUTS),
        )
    return max(fitting, key=lambda layout: len(layout.columns))


def cells_of(columns: Iterable[str], values: Iterable[str]) -> dict[str, str]:
    """The row by our names of the columns."""
    return {_column(column): value.strip() for column, value in zip(columns, values, strict=False)}


def looks_bare(line: str) -> bool:
    """Whether the first line already holds a code and its meaning."""
    code, _, display = line.strip().lstrip("\ufeff").partition(" ")
    return bool(display) and bool(_DIAGNOSIS.fullmatch(code) or _OPERATION.fullmatch(code))


def _column(title: str) -> str:
    """Columns that mean the same have one name."""
    clean = "".join(title.split()).casefold()
    return _SAME.get(clean, clean)


_SAME = {
    "药品通用名": "drug",
    "药品说明": "message",
    "项目说明": "message",
    "备注": "message",
    "项目名称": "service",
    "国标代码": "code",
    "药品代码": "code",
    "项目编码": "code",
    "项目代码": "code",
    "限定类型": "restriction",
    "限定对象": "value",
    "限定性别": "value",
    "限定值域": "value",
    "序号": "number",
    "频度": "span",
    "主项名称": "service",
    "主项编码": "code",
    "从项名称": "partner",
    "从项编码": "partner_code",
    "限制数量": "times",
    "数量单位": "unit",
    "频次上限": "times",
    "疗程周期": "days",
    "disease": "display",
    "catalog": "display",
}


def _bare(cells: Cells) -> ConceptFacts:
    code, display = _code(cells), _text(cells, "display", LONGEST_DISPLAY)
    if _OPERATION.fullmatch(code):
        return ConceptFacts(
            system=System.OPERATION, code=code, display=display, parent=code.split("x")[0][:5]
        )
    if not _DIAGNOSIS.fullmatch(code):
        raise Invalid(N_("“%(code)s” has not the form of a code."), field="code", code=code[:40])
    category = len(code) == len("A00")
    return ConceptFacts(
        system=System.ICD10_CATEGORY if category else System.ICD10,
        code=code,
        display=display,
        parent="" if category else code[:3],
    )


def _chapter(cells: Cells) -> ConceptFacts:
    low, high = _text(cells, "code_lower_bound", 10), _text(cells, "code_upper_bound", 10)
    return ConceptFacts(
        system=System.ICD10_CHAPTER,
        code=f"{low}-{high}",
        display=_text(cells, "display", LONGEST_DISPLAY),
        properties={"level": _number(cells, "level")},
    )


def _drug_rule(cells: Cells) -> RuleFacts:
    return _restriction(cells, name=_text(cells, "drug", LONGEST_NAME), code="")


def _service_rule(cells: Cells) -> RuleFacts:
    return _restriction(cells, name=_text(cells, "service", LONGEST_NAME), code=_code(cells))


def _drug_code(cells: Cells) -> RuleCodeFacts:
    return RuleCodeFacts(
        kind=_known(cells, "restriction", RESTRICTIONS),
        name=_text(cells, "drug", LONGEST_NAME),
        code=_code(cells),
    )


def _restriction(cells: Cells, *, name: str, code: str) -> RuleFacts:
    kind = _known(cells, "restriction", RESTRICTIONS)
    return RuleFacts(
        kind=kind, name=name, code=code, limits=_LIMITS[kind](cells), message=cells.get("message", "")
    )


def _setting(cells: Cells) -> dict[str, Any]:
    """Some texts also allow emergency care."""
    limits: dict[str, Any] = {"setting": _known(cells, "value", {"住院": "inpatient"})}
    return limits | ({"emergency": True} if "急诊" in cells.get("message", "") else {})


_LIMITS: Mapping[LineKind, Callable[[Cells], Mapping[str, Any]]] = {
    LineKind.SEX: lambda cells: {"sex": _known(cells, "value", SEXES)},
    LineKind.AGE: lambda cells: _known(cells, "value", AGES),
    LineKind.INSURANCE_TYPE: lambda cells: {"insurance": _known(cells, "value", INSURANCES)},
    LineKind.MAIN_SECONDARY: lambda cells: {"group": _text(cells, "value", 60)},
    LineKind.SETTING: _setting,
    LineKind.LEVEL: lambda cells: {"level": _known(cells, "value", LEVELS)},
    LineKind.DURATION: lambda cells: {
        "days": _number({"value": cells.get("value", "").rstrip("天日")}, "value")
    },
}


def _duplicate(cells: Cells) -> RuleFacts:
    return RuleFacts(
        kind=LineKind.DUPLICATE,
        name=_text(cells, "service", LONGEST_NAME),
        code=_code(cells),
        partner_name=_text(cells, "partner", LONGEST_NAME),
        partner_code=_text(cells, "partner_code", LONGEST_CODE),
        limits={"span": _known(cells, "span", SPANS), "stated": cells["span"]},
        message=cells.get("message", ""),
    )


def _frequency(cells: Cells) -> RuleFacts:
    """So many a day; what is charged by the hour has at most 24."""
    code = _code(cells)
    _known(cells, "unit", {"日": 1, "天": 1, "小时": 1})
    return RuleFacts(
        kind=LineKind.FREQUENCY,
        name=_text(cells, "service", LONGEST_NAME),
        code=code,
        limits={"per_day": _number(cells, "times"), "unit": cells["unit"]},
    )


def _period(cells: Cells) -> RuleFacts:
    return RuleFacts(
        kind=LineKind.PERIOD,
        name=_text(cells, "service", LONGEST_NAME),
        code=_code(cells),
        limits={"times": _number(cells, "times"), "days": _number(cells, "days")},
        message=cells.get("message", ""),
    )


def _remark(cells: Cells) -> RuleFacts:
    """A service whose rule stands in words: how long it is paid, or for whom."""
    remark = cells.get("message", "")
    lasting = _LASTING.search(remark)
    kind: LineKind
    limits: Mapping[str, Any]
    if lasting:
        count, unit = lasting.groups()
        days = (int(count) if count.isdigit() else _CHINESE_NUMBERS[count]) * _UNIT_DAYS[unit]
        kind, limits = LineKind.DURATION, {"days": days, "within": max(365, days + 1)}
    elif "就业年龄" in remark:
        kind, limits = LineKind.AGE, WORKING_AGE
    else:
        raise Invalid(
            N_("The remark “%(remark)s” is no rule that we can read."), field="备注", remark=remark[:80]
        )
    return RuleFacts(
        kind=kind,
        name=_text(cells, "service", LONGEST_NAME),
        code=_code(cells),
        limits=limits,
        message=remark,
    )


def _text(cells: Cells, column: str, longest: int) -> str:
    value = cells.get(column, "")
    if not value:
        raise Invalid(N_("This row leaves “%(column)s” empty."), field=column, column=column)
    if len(value) > longest:
        raise Invalid(
            N_("“%(column)s” has more than %(longest)d characters."),
            field=column,
            column=column,
            longest=longest,
        )
    return value


def _code(cells: Cells) -> str:
    return _text(cells, "code", LONGEST_CODE)


def _number(cells: Cells, column: str) -> int:
    value = cells.get(column, "")
    if not value.isdecimal():
        raise Invalid(N_("“%(value)s” is no whole number."), field=column, value=value[:40])
    return int(value)


def _known(cells: Cells, column: str, known: Mapping[str, Any]) -> Any:
    value = cells.get(column, "")
    if value not in known:
        raise Invalid(
            N_("We don't know what “%(value)s” restricts to."),
            field=column,
            hint=N_("Known: %(known)s."),
            value=value[:40],
            known="、".join(known),
        )
    return known[value]


LAYOUTS = (
    Layout("codes", frozenset({"code", "display"}), _bare),
    Layout("chapters", frozenset({"code_lower_bound", "code_upper_bound", "level", "display"}), _chapter),
    Layout("drug rules", frozenset({"drug", "message", "restriction", "value"}), _drug_rule),
    Layout("drug codes", frozenset({"drug", "number", "code", "restriction"}), _drug_code),
    Layout("service rules", frozenset({"service", "code", "restriction", "value"}), _service_rule),
    Layout("duplicates", frozenset({"span", "service", "code", "partner", "partner_code"}), _duplicate),
    Layout("frequencies", frozenset({"service", "times", "unit", "code"}), _frequency),
    Layout("periods", frozenset({"service", "times", "days", "code"}), _period),
    Layout("remarks", frozenset({"number", "service", "message", "code"}), _remark),
)
