"""Does an answering scale give both sides the same room?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from hearten.engines.wording.ranges import read_range
from hearten.engines.wording.sentences import finding
from hearten.engines.wording.types import Finding, Kind, Question
from hearten.engines.wording.words import en, zh

_SCALED = frozenset({"csat", "effort", "nps", "scale", "matrix", "servqual"})
_FEWEST = 3

_ZH_NEUTRAL = re.compile(
    r"一般|中立|说不[清好准上]|不确定|不好说|无所谓|普通|没有?(?:什么)?(?:变化|意见|感觉|区别|差别)|差不多|(?:一样|不变|持平)$|还行|还可以|尚可|适中|正好|^(?:大小|长短|高低|刚好|还算|比较)?合适$|中等|难说|既[不没非无].*(?:也|又)[不没非无]|^不[^，、不]{1,4}[，、]?也不|^不了解|不知道|^(?:我)?不清楚$|谈不上|可能会?吧"
)
_ZH_NEGATIVE = re.compile(
    r"不|没|无(?!忧)|未|差|难|糟|坏|慢|费[事力劲时]|反对|失望|低|贵|太|过[长短高低多少]|麻烦|复杂|烦|拒绝|偏[高低贵长短慢多少]|勉强|下降|退步|恶化|冷淡|弱|否|劣|慌|费解"
)
_ZH_POSITIVE = re.compile(
    r"满意|同意|好|易|快|清[楚晰]|方便|推荐|会|可能|愿|赞|喜欢|重要|优|高|省[事心力]|简单|值|信任|支持|专业|热情|耐心|符合|及时|是$|对$|轻松|棒|合理|公平|便宜|认可|帮助|有用|提[升高]|改善|强|顺|懂|肯定|一定|流畅|了解|知道|舒|合适"
)
_EN_NEUTRAL = re.compile(
    r"\b(?:neither|neutral|ok|okay|average|about (?:the same|right|average)|the same|same|undecided|don['’]?t know|not sure|no opinion|maybe|no change|unsure|no difference|not applicable|can['’]?t say|so-so|indifferent|no preference|unchanged|mixed|just right|uncertain|normal|moderate|passable|tolerable)\b|^(?:just |only |barely )?(?:fair|acceptable)$",
    re.IGNORECASE,
)
_EN_NEGATIVE = re.compile(
    r"\b(?:not|no|never|dis(?:satis|agree|like|appoint|approv)\w*|un(?:satis|happy|likely|clear|fair|help|import|accept|friend|pleas|comfort|reason|useful|interest|willing)\w*|poor\w*|bad\w*|terrible|awful|worse\w*|worst|difficult|hard|slow\w*|low|weak|inadequate|fail\w*|too|oppose|against|complicated|inconvenient|impossible|negative|horrible|dreadful|unacceptable|decreased?|rude|confusing|useless|expensive|disagree)\b",
    re.IGNORECASE,
)
_EN_POSITIVE = re.compile(
    r"\b(?:satisf\w+|agree\w*|good|great|excellent|better|best|easy|easily|likely|happy|clear\w*|fast|quick\w*|yes|definitely|probably|possibly|perhaps|improved?|outstanding|superb|love\w*|like\w*|helpful|useful|important|fairly good|favou?rable|pleased|delighted|well|simple|strong\w*|high\w*|support\w*|approve|amazing|fantastic|brilliant|incredible|awesome|lovely|nice|decent|positive|friendly|fine|wonderful|perfect|convenient|trust\w*|confident|increased?|polite|professional|willing|interested|exceptional|impressive|superior|right|fair|acceptable|certain|reasonable|affordable|a lot|a great deal|completely|fully|entirely|totally)\b",
    re.IGNORECASE,
)
# Denials in form only: nothing is left to wish for.
_ZH_PRAISE = re.compile(r"一尘不染|无可挑剔|无懈可击|无微不至|赞不绝口|没得说|毫无[瑕差]\w|不错")
# Marks that stand for themselves beside grades of another word (“spotless, very clean, clean”; “outrageous, too high”).
_BEYOND = (
    re.compile(r"^(?:spotless|immaculate|flawless|faultless|delicious|superb|splendid|marvell?ous|ideal|unbeatable|impeccable|effortless)$", re.IGNORECASE),
    re.compile(r"^(?:outrageous|shocking|disgusting|filthy|appalling|scandalous|hopeless|intolerable|unbearable|inedible|nasty)$|^(?:离谱|天价|难以忍受|令人发指|坑人)$", re.IGNORECASE),
)  # fmt: skip
_TOO_OF = re.compile(r"\btoo (\w+)$|^(?:实在|也)?(?:太|过于?)([\u4e00-\u9fff]{1,2})了?$", re.IGNORECASE)
_STRONG = re.compile(
    r"非常|很|极|完全|十分|特别|最|一点(?:也|都)|根本|绝对|毫不|毫无|强烈|超|大得多|大很多|\b(?:a great deal|a lot|very|extremely|completely|strongly|at all|totally|absolutely|highly|definitely|utterly|much|entirely|fully)\b",
    re.IGNORECASE,
)
# Words that are extremes by themselves: whether “poor” mirrors “excellent” is not for a rule to say.
_EXTREME = re.compile(
    r"\b(?:excellent|terrible|awful|worst|best|outstanding|poor|perfect|superb|impossible)\b", re.IGNORECASE
)
# “not at all / slightly / moderately / very / extremely”: one quality from none to much needs no counterpart.
_ONE_WAY = re.compile(
    r"有点|有一点|有些|有一些|略|稍|部分|\b(?:slightly|moderately|somewhat|a little|a bit|partly|to some extent)\b",
    re.IGNORECASE,
)
_WEAK = re.compile(
    r"有一?点|略|稍|不太|不大|不怎么|\b(?:slightly|a little|a bit|not very|not so|hardly|barely)\b",
    re.IGNORECASE,
)
_MIDDLE = re.compile(
    r"有些|有一些|一般|部分|适中|还算|中等|\b(?:moderately|somewhat|fairly|partly|to some extent|a moderate)\b",
    re.IGNORECASE,
)
_NONE_OF_IT = re.compile(
    r"^(?:完全|一点也|一点都|根本|毫|从)?(?:不|没|无)|^(?:not|no|never)\b", re.IGNORECASE
)
_NOTHING = re.compile(
    r"^(?:完全|根本|丝毫)?(?:没有|毫无|没什么|无)(?!满意)|^(?:none|nothing|no (?!good|satisf)\w+)\b",
    re.IGNORECASE,
)
_OPPOSITE = re.compile(
    r"dis(?:satis|agree)|unlikely|unhappy|difficult|hard|worse|poor|bad|差|难|慢|糟|反对|费", re.IGNORECASE
)
_TOO = re.compile(r"\btoo\b|\bmuch (?:more|less)|太|偏|过[长短高低多少]", re.IGNORECASE)
# “I had no meals”, “没有用过”: an answer beside the scale, not on it.
_NOT_CONCERNED = re.compile(
    r"没有?[^，]{0,6}过|没有(?:用餐|参加|申请|联系|收到|使用|办理|住院|体检|理赔|去|打)|不适用|不是(?:客户|会员)|"
    r"\bI (?:did not|didn['’]t|had no|have no|have not|haven['’]t|have never|was not|wasn['’]t|never|do not have|don['’]t have)\b|\b(?:not applicable|does not apply|n/a)\b",
    re.IGNORECASE,
)
_BOTH_WAYS = (
    ("高", "低"), ("长", "短"), ("多", "少"), ("快", "慢"), ("贵", "便宜"), ("早", "[晚迟]"), ("大", "小"), ("难", "[易简]"),
    ("high", "low"), ("long", "short"), ("much|many", "little|few"), ("fast|quick", "slow"), ("early|soon", "late"),
    ("expensive", "cheap"), ("big|large", "small"), ("hard|difficult", "easy|simple"), ("loud", "quiet|soft"),
)  # fmt: skip
_GRADED = re.compile(
    r"^(?P<denied>(?:not(?: at all| very| so| really)?|never|完全不|根本不|一点也不|毫不|不太|不大|不是很|不)\s*)?"
    r"(?:(?:extremely|very|quite|fairly|rather|somewhat|really|highly|completely|slightly|moderately|mostly|a little|非常|十分|特别|极其|相当|比较|很|较|极|挺|有点|基本)\s*)?"
    r"(?P<stem>\w+)$",
    re.IGNORECASE,
)
_FAIR_TO_POOR = re.compile(r"\bfair\b.*\bpoor\b|\bpoor\b.*\bfair\b", re.IGNORECASE)
_YES_NO = re.compile(
    r"^(?:yes|no|是|否|有|没有|会|不会)\b|^(?:是|否|有|没有|会|不会|能|不能)(?:的)?(?:$|[，,])", re.IGNORECASE
)


def sign(label: str, language: str) -> int | None:
    """1 favourable, -1 unfavourable, 0 in between, None for words that do not judge."""
    neutral, negative, positive = (
        (_ZH_NEUTRAL, _ZH_NEGATIVE, _ZH_POSITIVE)
        if language.startswith("zh")
        else (_EN_NEUTRAL, _EN_NEGATIVE, _EN_POSITIVE)
    )
    if neutral.search(label):
        return 0
    if _ZH_PRAISE.search(label):
        return 1
    if negative.search(label):
        return -1
    return 1 if positive.search(label) else None


def open_choice(question: Question) -> bool:
    """Reasons, channels, kinds of service: answers that name things, of which there may always be another."""
    words = zh if question.chinese else en
    return bool(re.search(words.OPEN_CHOICE, question.text, re.IGNORECASE))


def scale_findings(question: Question) -> Iterator[Finding]:
    """At most one finding: unequal numbers of favourable answers, or ends that don't mirror each other."""
    if question.options and question.kind in {"single", ""} and not open_choice(question):
        yield from _counted(question)
    elif question.low_label and question.high_label and question.kind in _SCALED:
        yield from _ended(question)


def _counted(question: Question) -> Iterator[Finding]:
    question = replace(question, options=tuple(o for o in question.options if not _NOT_CONCERNED.search(o)))
    signs = _signs(question)
    if len(signs) < _FEWEST or any(grade is None for grade in signs) or _amounts(question.options):
        return
    if _best_in_the_middle(question.options):
        return
    positive, negative = signs.count(1), signs.count(-1)
    if _FAIR_TO_POOR.search(" ".join(question.options)):
        negative += 1  # excellent, very good, good, fair, poor: “fair” is the upper of two low marks
    if positive == negative or positive + negative < _FEWEST - 1:
        return
    if positive + negative == _FEWEST - 1 and _one_denies(question.options):
        return
    yes_no = sum(bool(_YES_NO.search(option)) for option in question.options) > 1
    one_way = _one_way(question.options)
    if one_way and _top_heavy(question.options):
        yield finding(
            question, Kind.UNBALANCED_SCALE, "count", part="options", positive=positive, negative=negative
        )
        return
    if (yes_no or one_way) and positive and negative:
        return
    if abs(positive - negative) > 1 or _same_family(question.options) or not min(positive, negative):
        yield finding(
            question, Kind.UNBALANCED_SCALE, "count", part="options", positive=positive, negative=negative
        )


def _amounts(options: tuple[str, ...]) -> bool:
    """“不到1天 / 1到3天 / 多于3天”: amounts, whatever words stand beside the numbers."""
    return sum(read_range(option) is not None for option in options) > 1


def _one_denies(options: tuple[str, ...]) -> bool:
    """“不该拒绝 / 可以拒绝”: for and against the same deed, whatever the deed is called."""
    denied = [
        bool(_NONE_OF_IT.search(option) or re.search(r"\bnot\b|n['’]t\b", option)) for option in options
    ]
    ends = Counter(re.sub(r"\W", "", option)[-2:].casefold() for option in options)
    return any(denied) and not all(denied) and ends.most_common(1)[0][1] > 1


def _best_in_the_middle(options: tuple[str, ...]) -> bool:
    """“Too short, about right, too long” in any order; not “far too long, too long, about right”."""
    too = [place for place, option in enumerate(options) if _TOO.search(option)]
    apart = len(too) > 1 and too[-1] - too[0] >= len(too)
    words = " ".join(options[place] for place in too).casefold()
    return apart or any(re.search(one, words) and re.search(other, words) for one, other in _BOTH_WAYS)


def _signs(question: Question) -> list[int | None]:
    """Signs by the words' own meaning, else by form: one word, stronger, weaker and denied (“very smooth … not smooth”)."""
    options = [option.strip() for option in question.options]
    signs = [
        -1 if _too_much(option, options) else sign(option, question.language) or _beyond(option)
        for option in options
    ]
    signs = [
        0 if sign(option, question.language) == 0 else grade
        for option, grade in zip(options, signs, strict=True)
    ]
    if all(grade is not None for grade in signs):
        return signs
    matches = [_GRADED.match(option) for option in options]
    stems = Counter(m["stem"].casefold() for m in matches if m)
    stem, times = stems.most_common(1)[0] if stems else ("", 0)
    if times < _FEWEST - 1:
        return signs
    return [
        (-1 if m["denied"] else 1) if m and m["stem"].casefold() == stem else grade
        for m, grade in zip(matches, signs, strict=True)
    ]


def _beyond(option: str) -> int | None:
    best, worst = _BEYOND
    return 1 if best.match(option) else -1 if worst.match(option) else None


def _too_much(option: str, options: list[str]) -> bool:
    """“A bit high” beside “too high” is no praise."""
    too = {found[1] or found[2] for found in map(_TOO_OF.search, options) if found}
    return any(
        re.search(rf"(?:\b|^有[点些]|偏|略|稍){re.escape(word)}(?:\b|$)", option, re.IGNORECASE)
        for word in too
    )


def _one_way(options: tuple[str, ...]) -> bool:
    none = [option for option in options if _NONE_OF_IT.search(option) and not _OPPOSITE.search(option)]
    return len(none) == 1 and any(_ONE_WAY.search(option) for option in options if option not in none)


def _top_heavy(options: tuple[str, ...]) -> bool:
    """One quality from none to much, but with two more strong steps than weak ones: little room to say little."""
    weak = sum(bool(_WEAK.search(option) or _NONE_OF_IT.search(option)) for option in options)
    middle = sum(bool(_MIDDLE.search(option)) for option in options)
    return len(options) - middle - 2 * weak > 1


def _same_family(options: tuple[str, ...]) -> bool:
    """满意 and 不满意, agree and disagree: the words themselves set up two sides."""
    text = " ".join(options).casefold()
    return any(
        negative in text and text.count(positive) > text.count(negative)
        for positive, negative in (
            ("满意", "不满意"), ("同意", "不同意"), ("可能", "不可能"), ("方便", "不方便"), ("清楚", "不清楚"), ("愿意", "不愿意"),
            ("satisfied", "dissatisfied"), ("satisfied", "not satisfied"), ("agree", "disagree"), ("likely", "unlikely"), ("easy", "difficult"), ("happy", "unhappy"),
        )
    )  # fmt: skip


def _from_nothing(low: str, high: str, sign_of_high: int | None) -> bool:
    """“没有减轻 … 减轻很多”, “No pain … Worst pain”: from none of one thing to much of it."""
    nothing = _NOTHING.search(low)
    thing = re.sub(r"^(?:完全|根本|丝毫)?(?:没有|毫无|无|no )", "", low, flags=re.IGNORECASE).strip()
    return bool(nothing) and (sign_of_high == 1 or thing.casefold() in high.casefold())


def _ended(question: Question) -> Iterator[Finding]:
    low, high = question.low_label, question.high_label
    signs = sign(low, question.language), sign(high, question.language)
    if None in signs:
        return
    uneven = bool(_STRONG.search(low)) != bool(_STRONG.search(high)) and not _EXTREME.search(f"{low} {high}")
    if _from_nothing(low, high, signs[1]) or _best_in_the_middle((low, high)):
        return
    mirrored = signs[0] != signs[1] and 0 not in signs
    backwards_only = signs == (0, 0)
    if backwards_only or (mirrored and not uneven):
        return
    yield finding(question, Kind.UNBALANCED_SCALE, "ends", part="low_label", low=low, high=high)
