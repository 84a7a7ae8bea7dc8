"""Is a thing denied twice in one breath?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from hearten.engines.wording.masks import blank, quotations
from hearten.engines.wording.sentences import finding
from hearten.engines.wording.types import Finding, Kind, Question

# Idioms and words in which 不/没/无/非 denies nothing, and questions of the form A不A.
_ZH_IDIOMS = re.compile(
    r"不得不|不知不觉|不卑不亢|不慌不忙|不紧不慢|不多不少|不大不小|不闻不问|不见不散|不三不四|不[长短高低多少快慢冷热大小早晚]也?不[长短高低多少快慢冷热大小早晚]|不清不楚|不言不语|不依不饶|不折不扣|不偏不倚|不即不离|不声不响|"
    r"无微不至|无所不[\u4e00-\u9fff]|无时无刻|无忧|无障碍|无论|无关|无线|无接触|无纸化|无人|无非|无偿|无理赔|"
    r"不管|不论|不仅|不但|不只|不光|不过|不错|不久|不同(?!意)|不断|不止|不如|不动产|不记名|不限|不定期|不一(?!定)|不少(?!于)|对不起|差不多|了不起|不得已|不由|不妨|不禁|"
    r"来不及|没关系|没完没了|没准|未来|未成年|未必|未免|非常|除非|是非|非凡|非处方|非工作|非本人|与否|或不|"
    r"有没有|是不是|(?P<a>[\u4e00-\u9fff]{1,2})(?:还是|或|或者)?不(?P=a)|(?P<b>[\u4e00-\u9fff])(?:还是)?没(?:有)?(?P=b)|"
    r"(?P<c>[\u4e00-\u9fff])不(?P=c)[\u4e00-\u9fff]"
)
# “Do you support or oppose …” names both sides and denies nothing.
_BOTH_SIDES = re.compile(
    r"(?:支持|赞成|同意)(?:还是|或者?|、|/)(?:不支持|反对|不赞成|不同意)|\b(?:support|favou?r|approve of|agree with|for|back) or (?:to )?(?:oppose|against|disagree with|disapprove of|reject)\b",
    re.IGNORECASE,
)
_ZH_BREAK = re.compile(r"[，。？！；：,.?!;:]|因为|由于|的?原因是|所以|但是?|还是|或者|如果|时候|之后|以后")
_ZH_NOT = re.compile(r"不|没有?|未|无法|无|从未|并非|绝非|别(?=再|让|用)|勿")
# “不便”, “不满”… are words of their own: they make a second denial only after a plain one.
_ZH_NEGATIVE_WORD = re.compile(
    r"难以|拒绝|否认|反对|禁止|取消|避免|防止|缺乏|杜绝|停止|不满|不便|不足|不适|不良|不利"
)
_ZH_ATTITUDE = re.compile(r"反对|否认|不(?:赞成|同意|支持|认为|希望|愿意?|想|能说)|拒绝|介意")
# What fails without a thing: “没有…，就不能…”, “Without …, can't you …?”; side by side (“没有…，也没有…”) is one denial each.
_ZH_WITHOUT = re.compile(
    r"(?:^|[，。])(?:如果|若是?|要是|假如)?(?:您|你)?(?:没有|没|不|未|无)(?!论|管|仅|但|过|久|同|少)[^，。？]{1,16}，[^，。？也还请]{0,10}?(?:就|便|都)?(?:不能|无法|没法|没办法|不会|不可能|难以|不得)(?!不)"
)
_EN_WITHOUT_CANNOT = re.compile(
    r"(?:^|[.?!] )\W*(?:without|unless)\b[^,?.]*,[^?,.]*(?:\bnot\b|n['’]t\b|\bcannot\b|\bunable\b|\bimpossible\b|\bnever\b)",
    re.IGNORECASE,
)
_ZH_STOPS = re.compile(
    r"取消|禁止|停止|限制|废除|拒绝|终止|避免|不再|不应|不该|不能|不用|不必|不要|不|没|未|无"
)

_EN_IDIOMS = re.compile(
    r"\bnot only\b|\bwhether or not\b|\bwhy not\b|\bif not\b|\bor not\b|\bnot at all\b|\bno longer\b|\bno one else\b|\bno matter\b|\bno doubt\b|"
    r"\bnot (?:counting|including)\b|\bnor dissatisfied\b|\bnever mind\b|\bnot to mention\b|\bfair or unfair\b|\bno\. ?\d|\bnon-\w+|\b\w+ or (?:un|dis|in)\w+",
    re.IGNORECASE,
)
_EN_BREAK = re.compile(
    r"[,.;:?!]|\band (?=not\b|no\b|never\b)|\b(?:because|but|although|though|when|whenever|while|if|even though|so that|unless)\b",
    re.IGNORECASE,
)
_EN_NOT = re.compile(
    r"\bnot\b|n['’]t\b|\bcannot\b|\bnever\b|\bno\b|\bnobody\b|\bnone\b|\bnothing\b|\bneither\b|\bnor\b|\bhardly\b|\bscarcely\b|\brarely\b",
    re.IGNORECASE,
)
_EN_WITHOUT = re.compile(r"\bwithout\b", re.IGNORECASE)
# un-/dis-/in- before an adjective or a verb of judging; words that only look so (until, understand, include) do not match.
_EN_NEGATIVE_WORD = re.compile(
    r"\bun(?!der|til|less|ion|ique|it|iv|ifor|cle\b)[a-z]+(?:able|ible|ed|ful|ing|ly|al|ary|less|ent|ant|ive|ous|like)\b|"
    r"\bun(?:able|fair|clear|happy|sure|just|well|safe|kind|aware|certain|true|wise|common|important|necessary|likely|sound|healthy)\b|"
    r"\bdis(?:satis|agree|like|approve|trust|courag|courteous|respect|honest|organi|appoint)[a-z]*\b|"
    r"\b(?:im|in|ir|il)(?:possible|convenient|correct|complete|accurate|appropriate|adequate|effective|efficient|sufficient|relevant|legible|polite|patient|proper|considerate|competent|comprehensible|flexible|sensitive|secure)(?:ly)?\b|"
    r"\b(?:difficult|fail(?:s|ed|ing)?|refus(?:e|es|ed|ing)|lack(?:s|ed|ing)?|reject(?:s|ed|ing)?|den(?:y|ies|ied)|prevent(?:s|ed|ing)?|oppos(?:e|ed|ing)|forbid(?:den)?|prohibit(?:ed|ing)?|ban(?:ned|ning)?|abolish(?:ed|ing)?|stop(?:ped|ping)?|without|hard to|hard for)\b",
    re.IGNORECASE,
)
_EN_OBJECTS_IF_NOT = re.compile(
    r"\b(?:object|oppose|be against|disapprove|be opposed)\b[^,?]*\bif\b[^,?]*(?:\bnot\b|n['’]t\b|\bnever\b|\bno longer\b|\bstopped\b)",
    re.IGNORECASE,
)
_EN_NO_LONGER = re.compile(r"\bno longer\b|\bnot (?:any|at all)\b", re.IGNORECASE)
_EN_ATTITUDE = re.compile(
    r"\b(?:disagree|oppose|opposed|object|against|reject|disapprove|deny)\b", re.IGNORECASE
)


def negation_findings(question: Question) -> Iterator[Finding]:
    """At most one finding: the clause of the text, or of a statement quoted in it, that denies twice."""
    look = _zh_span if question.chinese else _en_span
    places = [
        (0, question.plain),
        *((start, question.text[start:end]) for start, end in quotations(question.text)),
    ]
    for offset, text in places:
        span = look(_BOTH_SIDES.sub(blank, text))
        if span:
            yield finding(question, Kind.DOUBLE_NEGATIVE, span=(span[0] + offset, span[1] + offset))
            return
    for code, row in question.rows:
        span = look(row)
        if span:
            words = row[span[0] : span[1]]
            yield replace(finding(question, Kind.DOUBLE_NEGATIVE, part=f"row.{code}", words=words), span=span)


def _clauses(text: str, breaks: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    start = 0
    for match in breaks.finditer(text):
        yield start, text[start : match.start()]
        start = match.end()
    yield start, text[start:]


def _zh_span(text: str) -> tuple[int, int] | None:
    without = _ZH_WITHOUT.search(_ZH_IDIOMS.sub(blank, text))
    if without:
        return without.span()
    for offset, clause in _clauses(_ZH_IDIOMS.sub(blank, text), _ZH_BREAK):
        words = [m.span() for m in _ZH_NEGATIVE_WORD.finditer(clause)]
        plain = [m.span() for m in _ZH_NOT.finditer(clause) if not any(a <= m.start() < b for a, b in words)]
        attitude = _ZH_ATTITUDE.search(clause)
        stops = _ZH_STOPS.search(clause, attitude.end()) if attitude else None
        if len(plain) > 1:
            return plain[0][0] + offset, plain[-1][1] + offset
        if plain and words and plain[0][0] < words[-1][0]:
            return plain[0][0] + offset, words[-1][1] + offset
        if attitude and stops:
            return attitude.start() + offset, stops.end() + offset
    return None


def _en_span(text: str) -> tuple[int, int] | None:
    condition = _EN_OBJECTS_IF_NOT.search(text) or _EN_WITHOUT_CANNOT.search(text)
    if condition:
        return condition.span()
    for offset, clause in _clauses(_EN_IDIOMS.sub(blank, text), _EN_BREAK):
        plain = [m.span() for m in _EN_NOT.finditer(clause)]
        plain += [m.span() for m in _EN_WITHOUT.finditer(clause)] if plain else []
        words = [m.span() for m in _EN_NEGATIVE_WORD.finditer(clause)]
        whole = text[offset : offset + len(clause)]  # with the idioms: “against … no longer …” denies twice
        attitude = _EN_ATTITUDE.search(whole)
        plain += [m.span() for m in _EN_NO_LONGER.finditer(whole)] if attitude else []
        every = sorted(plain + words)
        if len(set(plain)) > 1 or (plain and words):
            return every[0][0] + offset, every[-1][1] + offset
        later = [span for span in every if attitude and span[0] >= attitude.end()]
        if attitude and later:
            return attitude.start() + offset, later[-1][1] + offset
    return None
