"""Which texts must a person read today? Danger to life, threats of law, regulator or press, and claims of fraud.

Marking too much costs a minute, marking too little may cost a life; so only plain idioms (`累死了`, `killing me`) are let go.
"""

from __future__ import annotations

import re
from enum import StrEnum

from hearten.kernel.text import N_


class Urgent(StrEnum):
    SELF_HARM = "self_harm"
    VIOLENCE = "violence"
    LEGAL = "legal"
    REGULATOR = "regulator"
    MEDIA = "media"
    FRAUD = "fraud"


URGENT_LABELS = {
    Urgent.SELF_HARM: N_("Danger to oneself"),
    Urgent.VIOLENCE: N_("Threat of violence"),
    Urgent.LEGAL: N_("Legal threat"),
    Urgent.REGULATOR: N_("Complaint to the regulator"),
    Urgent.MEDIA: N_("Going to the press"),
    Urgent.FRAUD: N_("Accuses us of fraud"),
}
_PATTERNS = {
    Urgent.SELF_HARM: r"自杀|自残|轻生|寻死|不想活|活不下去|不如死|想死|去死了算|结束(?:自己的)?生命|跳楼|割腕|遗书|了结自己"
    r"|suicid|kill(?:ing)? myself|end (?:my|it) (?:own )?(?:life|all)|(?:want|wish|like) to die|better off dead|self[- ]harm"
    r"|hurt(?:ing)? myself|no reason to live|can(?:no|')t go on living|don't want to live",
    Urgent.VIOLENCE: r"砍死|弄死你|杀了你|杀人|炸了你|同归于尽|放火|别怪我动手|找人打"
    r"|kill (?:you|him|her|them|someone)\b|burn (?:it|you|your office) down|bomb|shoot (?:you|him|her|them)",
    Urgent.LEGAL: r"起诉|告你们|律师|法院|打官司|仲裁|法律途径|法庭"
    r"|\bsue\b|\bsuing\b|lawyer|attorney|solicitor|legal action|take you to court|see you in court|lawsuit|small claims court|ombudsman",
    Urgent.REGULATOR: r"银保监|金融监管|监管局|监管总局|保监会|监管部门|12378|12345|12315|消协|消费者协会|信访|向监管"
    r"|regulator|insurance commission|nfra|cbirc|consumer (?:council|association|protection)",
    Urgent.MEDIA: r"曝光|媒体|记者|315晚会|发到网上|发抖音|发微博|上热搜|挂网上"
    r"|go(?:ing)? to the (?:press|media|newspapers?)|journalist|newspaper|(?:post|share) (?:this|it) on (?:social|twitter|facebook|weibo)",
    Urgent.FRAUD: r"诈骗|骗保|传销|非法集资|伪造|代签名|假保单|冒充|\bfraud|forged|fake policy|embezzl|ponzi",
}
_COMPILED = {kind: re.compile(pattern, re.IGNORECASE) for kind, pattern in _PATTERNS.items()}
# `不用找律师` and the like: said not to do it. Danger to life is never let go by this.
_DENIED = re.compile(
    r"(?:不会|不用|不想|没有|无需|不必|never|not|without|no need (?:for|to))\s?(?:再|去|找|请|a|an|any|have to|need to|to)?\s?$",
    re.IGNORECASE,
)
_DENIABLE = frozenset(Urgent) - {Urgent.SELF_HARM, Urgent.VIOLENCE}


def urgent_in(text: str) -> tuple[Urgent, ...]:
    """What a clean text has to be read for by a person, gravest first."""
    return tuple(kind for kind, pattern in _COMPILED.items() if _said(kind, pattern, text))


def _said(kind: Urgent, pattern: re.Pattern[str], text: str) -> bool:
    return any(
        kind not in _DENIABLE or not _DENIED.search(text[max(0, match.start() - 16) : match.start()])
        for match in pattern.finditer(text)
    )
