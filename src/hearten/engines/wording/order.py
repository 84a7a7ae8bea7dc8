"""Are questions asked in an order that does not colour the answers or drive people away?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from hearten.engines.wording.sentences import finding
from hearten.engines.wording.types import Finding, Kind, Question
from hearten.engines.wording.words import en, zh

_RATED = frozenset({"csat", "effort", "scale", "matrix", "servqual"})
_NOT_ASKING = frozenset({"note", "consent"})
_MATRIX_MOST = 10  # rows; beyond it straight-lining grows (Couper et al. 2013 advise short grids)
_GENERAL = {"zh": re.compile(zh.GENERAL), "en": re.compile(en.GENERAL, re.IGNORECASE)}
_DEMOGRAPHIC = {"zh": re.compile(zh.DEMOGRAPHIC), "en": re.compile(en.DEMOGRAPHIC, re.IGNORECASE)}
# “this contact”, “办理省事吗”: the contact as such. Without such a word a mark is of some part.
_WHOLE = {
    "zh": re.compile(
        r"[这本此该]次|上次|最近一次|刚才|今天|^(?:请问)?(?:您)?(?:觉得)?办理|(?:解决|办成|办妥|办完)|对(?:我们|本公司)?的?(?:服务|热线|客服|理赔|热线服务|理赔服务|客服服务|手机应用)(?:感到|是否|还)?满意"
    ),
    "en": re.compile(
        r"\bthis\b|\b(?:most recent|latest|last|today)\b|\b(?:get|have) (?:it|things|this|what you \w+|your \w+(?: \w+)?) (?:done|sorted|solved|resolved|fixed|handled)\b|\bto deal with us\b"
        r"|\bwith (?:the|our|your) (?:hotline|service|claims? service|app|contact|call|visit|experience)\s*\?",
        re.IGNORECASE,
    ),
}
_SIDE = {
    "zh": re.compile(
        r"的(?!服务|体验|经历|过程|办理|处理|理赔|满意|感受|评价|总体)[^，。？]{1,12}(?:满意|容易|方便|怎么样|如何|评价)|速度|快慢|时[间长效]|态度|质量|水平|数量|价格|保费|金额|环境|清晰|清楚|频率|知识|专业|步骤|上传|下载|登录|填写"
    ),
    "en": re.compile(
        r"['’]s \w+|\b(?:how|the) (?:quick|fast|clear|polite|well|long|easy|speed|time|clarity|level|number|quality|price|length|cost|amount|wait|waiting|knowledge|politeness|tone|range|choice|content|accuracy|fairness|cleanliness|attitude|manner|way|explanation|information|answers?)\w*\b|\b(?:sign|log) in\b|\bupload|\bdownload|\bfill",
        re.IGNORECASE,
    ),
}
_RECOMMEND = {"zh": re.compile(r"推荐|介绍给"), "en": re.compile(r"recommend", re.IGNORECASE)}
_PERSONAL_KINDS = frozenset({"single", "multiple", "number", "date", "text"})
_NPS_POINTS = 11


def order_findings(questions: Sequence[Question]) -> Iterator[Finding]:
    asked = [question for question in questions if question.kind not in _NOT_ASKING]
    yield from _general_late(asked)
    yield from _open_early(asked)
    yield from _demographic_first(asked)


def is_general(question: Question) -> bool:
    """Recommending, or a judgement of the whole."""
    language = "zh" if question.chinese else "en"
    return question.kind == "nps" or (
        question.kind in _RATED | {"single"} and bool(_GENERAL[language].search(question.text))
    )


def is_demographic(question: Question) -> bool:
    language = "zh" if question.chinese else "en"
    return question.kind in _PERSONAL_KINDS and bool(_DEMOGRAPHIC[language].search(question.text))


def _general_late(asked: Sequence[Question]) -> Iterator[Finding]:
    """Only the first general question: once one stands in front, a later one has its anchor.

    One overall mark of a contact (“how satisfied are you with this call?”) is general enough to be such an anchor.
    """
    before: Question | None = None
    for question in asked:
        if is_general(question):
            if before is not None:
                yield finding(question, Kind.SPECIFIC_BEFORE_GENERAL, before=before.text)
            return
        if before is None and _marks_a_whole(question):
            return
        if before is None and question.kind in _RATED:
            before = question


def _marks_a_whole(question: Question) -> bool:
    """A satisfaction or effort mark of a contact, not of a side of it (its speed, the tone of the answer)."""
    if question.kind not in {"csat", "effort"}:
        return False
    language = "zh" if question.chinese else "en"
    return bool(_WHOLE[language].search(question.text)) and not _SIDE[language].search(question.text)


def _open_early(asked: Sequence[Question]) -> Iterator[Finding]:
    for place, question in enumerate(asked):
        later = [
            q for q in asked[place + 1 :] if q.kind != "text" and not is_demographic(q) and not q.sensitive
        ]
        if question.kind == "text" and later and not question.conditional and not is_demographic(question):
            yield finding(question, Kind.OPEN_NOT_LAST)


def _demographic_first(asked: Sequence[Question]) -> Iterator[Finding]:
    """Personal questions before the first of substance; a survey of nothing else is left alone."""
    if all(map(is_demographic, asked)):
        return
    for question in asked:
        if not is_demographic(question):
            return
        yield finding(question, Kind.DEMOGRAPHIC_FIRST)


def shape_findings(question: Question) -> Iterator[Finding]:
    """Tables that are too long, and recommending that is not asked the usual way."""
    rows = len({code for code, _ in question.rows})
    if question.kind in {"matrix", "servqual"} and rows > _MATRIX_MOST:
        yield finding(question, Kind.MATRIX_TOO_LONG, part="rows", rows=rows, most=_MATRIX_MOST)
    recommends = _RECOMMEND["zh" if question.chinese else "en"].search(question.text)
    if question.kind == "nps" and not recommends:
        yield finding(question, Kind.NPS_NOT_STANDARD, "words")
    if question.kind == "scale" and recommends and (question.lowest, question.points) != (0, _NPS_POINTS):
        yield finding(question, Kind.NPS_NOT_STANDARD, "scale", part="points")
