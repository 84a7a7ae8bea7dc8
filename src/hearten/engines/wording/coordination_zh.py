"""Does a Chinese question ask about two things at once?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from hearten.engines.wording.masks import blank, quotations
from hearten.engines.wording.sentences import finding
from hearten.engines.wording.types import Finding, Kind, Question

_SEVERAL_ANSWERS = frozenset(
    {"multiple", "ranking", "maxdiff", "allocation", "text", "note", "consent", "file", "kano"}
)

# Characters that stand in other words: 及时, 温和, 参与, 并发症 …
_WORDS = re.compile(
    r"及时(?!间)|来得及|涉及|提及|普及|顾及|波及|及格|及早|危及|温和|和气(?!氛)|和谐|和蔼|(?<!水)(?<!公)平和|缓和|暖和|总和|饱和|共和|和睦|参与|与否|与会(?!员)|给与|与众不同|与此|"
    r"并发|并非|并不|并未|并没|合并|一并|况且|尚且|暂且|苟且|或许|或多或少|以及时|跟进|跟踪|跟随|跟上|同时(?=有|拥有|持有|使用|享有|投保)|"
    r"[一二三四五六七八九十\d]\s*(?:[级岁次元天年月个周]|万元)?及[一二三四五六七八九十\d]?\s*[级岁次元天年月个周]?以[上下内外]|及以[上下内]|或以[上下]|及其他?"
)
# Pairs that name one thing, or one group of people.
_PAIRS = re.compile(
    r"亲戚[和与及、]朋友|(?:自己|本人|家人|亲人|朋友|同事|亲友|父母|配偶|爱人|孩子|子女|家属|邻居|同学)(?:[和与及、跟或](?:您的)?(?:家人|亲人|朋友|同事|亲友|父母|配偶|爱人|孩子|子女|家属|邻居|同学))+|"
    r"(?:意见|建议|想法|看法|疑问|疑虑|顾虑|反馈)[和与及或、](?:意见|建议|想法|看法|疑问|疑虑|顾虑|反馈)|时间[和与]精力|权利[和与]义务|条款[和与]条件|线上[和与]线下|衣食住行|前因[和与]后果|来龙[和与]去脉|食宿|优点[和与]缺点|利[与和]弊|规章[和与]制度|工作[和与]生活|"
    r"[早上中下午晚]{1,2}[和与][早上中下午晚]{1,2}|姓名[和与]|白天[和与]晚上|男性?[和与]女性?|第一[和与]第二|清楚[、]易懂|清晰[、]易懂|清楚易懂|简单[、]明了|(?:这|那)?[两二三]者"
)
# After 和/与/跟 as “with”, “than”, “to”: not two things.
_WITH = re.compile(
    r"^[^，。？]{0,16}?(?:相比|比较|相比较|值得买|值得|公道|划算|一致|相符|符合|不同|差不多|一样|相同|沟通|联系|交流|见面|谈话|通话|交谈|对话|商量|讨论|合作|签订|签约|签过|有关|无关|相关|之间|打交道|接触|接洽|协商|预约|结账|结算|挂钩|匹配|冲突|分享|同住|一起|共同|连接|绑定|对接|联网)"
)
_PERSON = re.compile(r"(?:您|你|我|我们|您本人|您自己|本人)$")
_COMPARES = re.compile(r"还是|哪一?(?:个|项|种|方面|样|家|边)|相比|更(?!新)|之间|区别|差别|分别")
# “因为保单、理赔或其他任何事情”: one open class.
_OPEN_CLASS = re.compile(
    r"(?:[^，。？、的]{1,10}、)*[^，。？、的]{1,10}(?:或者?|以及|及|和)(?:是)?(?:其他|其它|别的)[^，。？]{0,6}"
)
_QUALITY = (
    r"(?:清楚|清晰|明白|易懂|好懂|好找|方便|便捷|及时|合理|满意|容易|简单|简便|顺利|快|多|近|好|高|低|全面|齐全|完整|准确|专业|耐心|热情|友好|礼貌|到位|便宜|"
    r"公平|公正|详细|周到|干净|整洁|舒适|安静|够用|实用|有用|有效|可靠|安全|稳定|流畅|美观|恰当|合适|负责|守时|丰富|畅通|醒目|值得买|值得|公道|划算|一致|相符|正确|到账|送达|接通|办好|收到|找到|看懂|听懂|查到|办成|解决)"
)
# Two clauses that each judge: “条款是否易懂，在网上也容易找到？”, “态度友好，回答准确吗？”. Not after “如果…，”, “虽然…，”.
_TWO_QUALITIES = re.compile(
    rf"(?<![\u4e00-\u9fff])(?!如果|虽然|尽管|即使|就算|因为|由于|只要|既然|为了|考虑|当|若)[^，。？]{{2,24}}?{_QUALITY}，[^，。？]{{0,14}}{_QUALITY}(?=(?:了)?(?:吗|呢)?[？?。]|$)"
)
# “听懂了问题，也处理了吗？”
_TWO_DEEDS = re.compile(
    r"[^，。？]{2,}了[^，。？]{0,8}，(?:也|还|并|又|而且)[^，。？]{1,12}了?(?:吗|没有)[？?]"
)
# “保费的高低，保障的范围，您满意吗？”
_TWO_THINGS = re.compile(
    r"^\s*(?:请问)?[^，。？您你我在从]{1,10}的[^，。？您你我]{1,6}，[^，。？您你我在从]{1,10}的[^，。？您你我]{1,6}，(?=您|你|是否|如何|怎么样)"
)
_AND = re.compile(
    r"(?<=[\u4e00-\u9fffA-Za-z]{2})\s?[/／&＆+＋]\s?(?=[\u4e00-\u9fff]{2})|(?:不仅|不但|不光|不只)(?=[^？。]{2,}(?:还|也|更))|既(?=[^？。，]{1,12}也)|连同|外加|以及|并且|而且|和|与|及|暨|跟|又|同时|、|且|并(?=[^列行排]{1})|，(?:还|也)(?=能|会|愿|想|是否|知道|懂|了解|清楚|明白|记得|觉得|认为|学会|[\u4e00-\u9fff]得[\u4e00-\u9fff])|，(?:随后|然后|接着|继而)(?=[^，。？]*[了得地])|，(?:并|同时)|还有(?!什么|哪|没|多|几|剩|不到|其[他它]|别的)"
)
# “即使…，也…” sets the stage for one question.
_CONCEDES = re.compile(
    r"即使|就算|哪怕|无论|不管|不论|虽然|尽管|如果|若|要是|只要|除了|因为|由于|再[^，]{1,6}，"
)
_OR = re.compile(r"或者?|抑或")
_OR_RECOMMEND = re.compile(
    r"(?:愿意|打算|会)[^，。？]{2,8}(?:或者?)(?:推荐|介绍|告诉|把|将|向)|好[看用找懂记]好[看用找懂记]"
)
_OR_JUDGED = re.compile(r"满意|评价|认为|觉得|清楚|方便|及时")
_SHORTEST_STATEMENT = 8  # characters; what is shorter is a name
_LIST = re.compile(r"(?:[^，。？、]{1,10}、)+[^，。？、]{1,10}?等(?!待|候|级|了|多久|到)")
_LED_IN = re.compile(
    r"^[^，？]*(?:(?<![及准按随守])时候?|之后|以后|后|之前|以前|前|期间|过程中|中|来说|而言|来看|情况下|为了[^，]*|自从[^，]*)，"
)
_ADVERB = re.compile(r"(?:从|在)[^，。？]{1,12}(?:到|至|和|与)[^，。？]{1,12}(?:之间|之中|期间)")
_ATTRIBUTE = re.compile(r"(?:因为?|由于)[^，。？]{1,8}(?:或者?|和|与)[^，。？]{1,8}(?:而|住院|就诊|治疗)")
_QUESTION = re.compile(
    r"[\u4e00-\u9fff](?:不|没)[\u4e00-\u9fff]?(?=[\u4e00-\u9fff]|[，？])|吗|是否|如何|怎么样|怎样|多少|什么|为何|哪"
)
_YES_NO = re.compile(
    r"吗|是否|如何|怎么样|怎样|什么|为什么|多少|几|([\u4e00-\u9fff])不\1|有没有|能不能|是不是|哪"
)
# A statement to agree with that is made of two: “客服态度好，解决问题快。”
_TWO_JUDGEMENTS = re.compile(
    r"^(?!请|如果|当|在|关于|对于)[^，。？吗您我请]{3,10}，[^，。？吗您我请]{3,10}[。！]?$"
)
# “房间大但是暗。”
_TWO_SIDED = re.compile(
    r"^(?!虽然|尽管|请|如果)[^，。？我您]{3,10}，?(?:但是?|可是|却)[^，。？我您]{1,8}[。！]?$"
)
_SPLIT = re.compile(
    r"^(?P<head>.*?对(?:.*的)?)(?P<a>[^的，]{2,8}?)(?:以及|和|与|及)(?P<b>[^，]{2,12}?)(?P<tail>(?:是否|的满意|满意|感到|如何|怎么).*)$"
)


def barrelled_zh(question: Question) -> Iterator[Finding]:
    """At most one finding: the first pair that is asked about as if it were one thing."""
    if question.kind in _SEVERAL_ANSWERS:
        return
    text = question.plain
    for start, end in question.asking:
        span = _pair(text[start:end])
        if span:
            yield finding(
                question,
                Kind.DOUBLE_BARRELLED,
                span=(span[0] + start, span[1] + start),
                suggestion=_two_questions(question.text[start:end]) if len(question.asking) == 1 else "",
            )
            return
    if len(question.asking) > 1 and _several_questions(question):
        yield finding(question, Kind.DOUBLE_BARRELLED, "questions", span=(0, len(question.text)))
        return
    yield from _statements(question)


def _several_questions(question: Question) -> bool:
    asked = [question.plain[a:b] for a, b in question.asking]
    return sum(bool(_YES_NO.search(sentence)) and sentence.rstrip()[-1:] in "？?" for sentence in asked) > 1


def _statements(question: Question) -> Iterator[Finding]:
    """Statements to agree with: in quotation marks, and the rows of a matrix."""
    for start, end in quotations(question.text):
        span = _pair(question.text[start:end]) if end - start >= _SHORTEST_STATEMENT else None
        if span:
            yield finding(question, Kind.DOUBLE_BARRELLED, span=(span[0] + start, span[1] + start))
            return
    for code, row in question.rows:
        span = _pair(row)
        if span:
            words = row[span[0] : span[1]]
            yield replace(
                finding(question, Kind.DOUBLE_BARRELLED, part=f"row.{code}", words=words), span=span
            )


def _pair(sentence: str) -> tuple[int, int] | None:
    looked_at = sentence
    for harmless in (_LED_IN, _OPEN_CLASS, _ADVERB, _ATTRIBUTE, _PAIRS, _LIST):
        looked_at = harmless.sub(blank, looked_at)
    whole, looked_at = looked_at, _WORDS.sub(lambda word: "某" * len(word.group()), looked_at)
    if _COMPARES.search(looked_at):
        return None
    return _two_clauses(whole) or _joined(looked_at)


def _two_clauses(sentence: str) -> tuple[int, int] | None:
    """Two clauses that each ask, judge or name a thing, with no word between to join them."""
    twice = _asked_twice(sentence)
    if twice:
        return twice
    patterns = (_TWO_QUALITIES, _TWO_DEEDS, _TWO_THINGS) if _YES_NO.search(sentence) else (_TWO_THINGS,)
    for pattern in patterns:
        both = pattern.search(sentence)
        if both:
            return both.span()
    told = sentence.strip()
    stated = (_TWO_JUDGEMENTS.match(told) or _TWO_SIDED.match(told)) and "？" not in sentence
    return (0, len(sentence)) if stated else None


def _joined(looked_at: str) -> tuple[int, int] | None:
    for match in _AND.finditer(looked_at):
        before, after = looked_at[: match.start()], looked_at[match.end() :]
        if _joins(match.group(), before, after):
            return _around(looked_at, match.start(), match.end())
    recommends = _OR_RECOMMEND.search(looked_at)
    if recommends:
        return recommends.span()
    either = _OR.search(looked_at)
    if either and _OR_JUDGED.search(looked_at) and looked_at[: either.start()].strip():
        return _around(looked_at, either.start(), either.end())
    return None


def _joins(word: str, before: str, after: str) -> bool:
    if not before.strip(" ，") or not re.match(r"[\s]*[\w“《]", after):
        return False
    if word.startswith("，") and (_CONCEDES.search(before) or "先" in before):
        return False
    if word in "和与跟" and (_PERSON.search(before.rstrip()) or _WITH.search(after)):
        return False
    if word == "又":  # 又…又…, 既…又…, A又B吗; not “又一次”, “又来了”
        return bool(re.search(r"既|又|[\u4e00-\u9fff]{2}$", before)) and not after.startswith(
            ("一", "来", "再", "是")
        )
    if word == "同时":
        return "，" in before or before.endswith(("，", "地"))
    return True


def _asked_twice(sentence: str) -> tuple[int, int] | None:
    """Two clauses that each carry a question of their own: “快不快，…清不清楚”."""
    clauses = [(m.start(), m.group()) for m in re.finditer(r"[^，；]+", sentence)]
    asking = [
        (start, clause)
        for start, clause in clauses
        if re.search(r"([\u4e00-\u9fff])(?:不|没)\1|吗|是否|如何(?!果)|怎么样|为什么|有没有|多少|几", clause)
    ]
    if len(asking) < 2:  # noqa: PLR2004 -- two
        return None
    return asking[0][0], asking[-1][0] + len(asking[-1][1])


def _around(text: str, start: int, end: int) -> tuple[int, int]:
    """The joining word with a few characters of each side, for the eye."""
    left = re.search(r"[^\s，。？：的对]{1,8}$", text[:start])
    right = re.match(r"[^\s，。？：是吗]{1,8}", text[end:])
    return (left.start() if left else start), end + (right.end() if right else 0)


def _two_questions(sentence: str) -> str:
    """“您对A和B是否满意？” as two questions; "" where no rule cuts it safely."""
    match = _SPLIT.match(sentence)
    if not match:
        return ""
    head, tail = match["head"], match["tail"]
    return f"{head}{match['a']}{tail} / {head}{match['b']}{tail}"
