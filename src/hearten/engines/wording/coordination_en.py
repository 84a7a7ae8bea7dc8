"""Does an English question ask about two things at once?"""

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
_PEOPLE = r"(?:your |a |the |their )?(?:family|friends?|colleagues?|relatives?|spouse|partner|children|child|parents?|neighbou?rs?|loved ones|co-?workers?|husband|wife|family members|acquaintances)"
# What people have on their minds: two names for one drawer (“comments and suggestions”).
_SAYINGS = r"(?:comments?|feedback|suggestions?|questions|concerns|ideas|views|opinions|thoughts|feelings|worries|doubts|needs|wishes|wants|hints|tips)"
# Pairs that name one thing.
_PAIRS = re.compile(
    rf"\b{_SAYINGS} and {_SAYINGS}\b|\b{_PEOPLE}(?:,? {_PEOPLE})*,? (?:and|or) {_PEOPLE}\b|"
    r"\b(?:is and is(?: not|n['’]t)|are and are(?: not|n['’]t)|does and does(?: not|n['’]t)|do and do(?: not|n['’]t)|can and can(?: ?not|['’]t)|terms and conditions|pros and cons|advantages and disadvantages|strengths and weaknesses|rights and (?:duties|obligations|responsibilities)|do['’]?s and don['’]?ts|"
    r"time and (?:effort|trouble)|advice and guidance|care and attention|rules and regulations|questions and answers|research and development|profit and loss|black and white|ins and outs|dos and don'ts|each and every|more and more|your own and your|again and again|over and over|"
    r"by and large|now and then|up and down|in and out|back and forth|once and for all|first and (?:last name|foremost)|(?:first |last |full )?names? and (?:address|date of birth|birthday|phone|mobile|policy number|number|id|e-?mail)|health and safety|wear and tear|"
    r"bed and breakfast|trial and error|nuts and bolts|safe and sound|day and night|men and women|here and there|ups and downs|x-rays and scans|mother and (?:child|baby)|"
    r"maternity and newborn|ear,? nose,? and throat|obstetrics and gyn\w+|physical and occupational therapy|accident and emergency|diet and exercise plan|and so on|"
    r"health and (?:wellness|well-?being|lifestyle|fitness|care)|food and drink|rest and recovery|pick and choose|sick and tired|first and last names?|family and friends|law and order|peace and quiet|time and again|try and \w+|go and \w+|come and \w+|wait and see|clear and simple|quick and easy reference)\b",
    re.IGNORECASE,
)
# “the claims and billing department” is one thing; “the hotline and claims team” are two.
_COMPOUND = re.compile(
    r"\b(?:the|our|your|a|an)\s+(?!hotline|website|app|agent|advis[eo]r|doctor|nurse|hospital|pharmacy|clinic|branch|letter|form|card|chat|phone|service|cover|premium)[a-z-]+ and [a-z-]+ "
    r"(?:newsletter|department|team|leaflet|page|section|desk|cent(?:re|er)|guide|booklet|unit|magazine|column|menu|button|report|certificate|summary|list|form|tab|office|officer|manager|plan|policy|programme|program)\b(?! and\b)",
    re.IGNORECASE,
)
# “your policy, a claim or anything else”: one open class.
_OPEN_CLASS = re.compile(
    r"(?:[\w'’-]+(?: [\w'’-]+){0,2}, )*[\w'’-]+(?: [\w'’-]+){0,2},? (?:and|or) (?:any(?:thing|one|where)?|some(?:thing|one|where)?|all|the)? ?(?:other|else)\b",
    re.IGNORECASE,
)
_NUMBERS = re.compile(
    r"\bbetween\b[^,?]*?\band\b|\bfrom\b[^,?]*?\bto\b|\d[\w:%]*(?: [ap]m)? (?:and|or) (?:\$?\d|over|above|more|under|below|less|older|younger)",
    re.IGNORECASE,
)
_NAMES = re.compile(r"(?<!^)(?<![.?!] )\b[A-Z][a-z]+ (?:and|&) [A-Z][a-z]+")
# What leads in or trails after the asking clause, and clauses that only say which thing is meant.
_LEAD_IN = re.compile(
    r"^\s*(?:when|whenever|after|before|if|while|once|since|in|during|thinking|for|at|on|compared|considering|looking|apart|besides|as|based|from|to help|with regard|regarding|bearing|please|because|now that|given|having)\b[^,?]*,",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    r"\b(?:when|while|after|before|if|so that|because|since|until|once|where)\b(?! would| did| do| is| are| was| were| has| have| will| can)[^?,]*(?=[?,.]|$)",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    r"(?<!and )(?<!agree )(?<!think )(?<!say )(?<!feel )(?<!believe )(?<!find )(?<!sure )(?<!tell us )(?<!extent )\b(?:that|who|which|whom)\s+(?!was |were |is |are |our |the )[^?,]*|(?<=\w )\b(?:that|who|which)\s+(?:was|were|is|are)\s+[^?,]*(?=[?,.]|$)",
    re.IGNORECASE,
)
_EXAMPLES = re.compile(
    r"(?:,\s*)?\b(?:such as|for example|e\.g\.|including|like(?= \w+, ))[^?]*", re.IGNORECASE
)
_STARTS_OPEN = re.compile(
    r"^\s*(?:and |so )?(?:which|who)\b|\bhow many\b|\b(?:prefer|rather|difference|relationship|compared?|balance|choose between)\b",
    re.IGNORECASE,
)
_AND = re.compile(
    r",?\s+(?:and/or|and|as well as|plus|while also|but also|coupled with|alongside|not to mention|along with|together with|in addition to)\s+(?:also\s+|then\s+|if so,\s+)?|\s+&\s+|(?<=[a-z]{3})/(?!her|hers|him)(?=[a-z-]{3})",
    re.IGNORECASE,
)
_JOINED_PERSONS = re.compile(
    r"\b(?:did|do|does|have|are|were|had|can|could|will|would|between|with) (?:you|we|they|us|them)\s*$",
    re.IGNORECASE,
)
_OR = re.compile(
    r"\b(?:satisfied|happy|pleased|rate|content|impressed)\b[^?]*?\b(?:with|of)?\s+(?:the|our|your|its)\s+[\w' -]+?\s+or\s+(?:the|our|your|its)\s+\w+",
    re.IGNORECASE,
)
_QUALITY = (
    r"(?:easy|simple|quick|fast|prompt|clear|polite|helpful|friendly|fair|accurate|complete|useful|convenient|comfortable|clean|affordable|correct|"
    r"reliable|understandable|professional|knowledgeable|patient|relevant|safe|secure|honest|thorough|timely|up to date|on time|in time|well[ -]\w+|good|"
    r"readable|attractive|modern|tidy|quiet|kind|sincere|capable|competent|warm|caring|skilled|skilful|trustworthy|efficient|considerate|calm|flexible|cheap|correct|attentive|respectful|punctual|sufficient|adequate|reasonable|short|detailed|consistent|suitable|worth \w+|free of \w+)"
)
# “Was the list up to date, easy to search?”: a comma does the work of “and”.
_TWO_QUALITIES = re.compile(
    rf"\b(?:was|were|is|are|find|found)\b[^,?]*\b{_QUALITY}\b[^,?]{{0,20}}, (?:(?:and|also|very|always) )?{_QUALITY}\b[^,?]{{0,25}}(?=\?|$)",
    re.IGNORECASE,
)
# “Is the premium low, the cover wide?”, “satisfied with the premium, the cover?”
_TWO_THINGS = re.compile(
    r"^\s*(?:is|are|was|were) (?![^?]*\bor\b)(?:the|our|your) [\w' -]+, (?:and )?(?:the|our|your) [\w' -]+\?|\b(?:with|rate|of|about) (?:the|our|your) [\w' -]+, (?:(?:the|our|your) [\w' -]+|(?!overall|please|then|generally|today|so|if|to|as|in|on)[\w'-]+(?: (?:at|of|in|from|during|by)\b[^,?]*)?)\s*\?",
    re.IGNORECASE,
)
_BUT = re.compile(
    rf"\b(?:was|were|is|are)\b(?: (?!not\b)\w+)?? {_QUALITY},? (?:but|yet) (?:(?!not sure|for)\w+ )?\w+[.]?\s*$",
    re.IGNORECASE,
)
# “The waiter smiled; the soup was warm.”
_TWO_STATEMENTS = re.compile(r"^[^;?]{12,}; (?!for example|that is|please)[^;?]{12,}$", re.IGNORECASE)
# “She called on time, then offered a refund”: two deeds of one doer.
_THEN_ANOTHER = re.compile(
    r"^\W*(?:(?:the|our|my|your|a|an)\b|i |we |you |she |he |they |it |did |was |were |have |has )[^,?]{6,}, (?:and |but )?(?:then|later|afterwards|also|next)(?: also)? (?:\w+ed|gave|got|told|sent|made|came|went|took|kept|found|did|paid|was|were|is|are|has|had|said|put|let|set|brought|showed?|give|get|tell|send|make|find|offer|explain|help)\b",
    re.IGNORECASE,
)
_TOGETHER = re.compile(
    r"^[^,?]*\b(?:together|each other|one another|cooperate|co-operate|in step|agree)\b", re.IGNORECASE
)
_EITHER_JUDGED = re.compile(
    rf"^\s*(?:was|were|is|are) (?:the|our|your) [\w' -]{{2,30}}? or (?:the |our |your )?[\w' -]{{2,30}}? {_QUALITY}\b[^,?]{{0,25}}\?",
    re.IGNORECASE,
)
_OR_RECOMMEND = re.compile(
    r"\b(?:willing|likely|plan|intend|going|want) to \w+(?: [\w']+){0,3} or (?:to )?(?:recommend|refer|tell|introduce)\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\b(?:how|what|why|who|when|where|which|did|do|does|was|were|is|are|have|has|would|will|can|could|should)\b",
    re.IGNORECASE,
)
_FOLLOW_UP = re.compile(
    r"\bwhy(?: not)?\s*\?|\bhow so\s*\?|\bplease explain|\bdo you agree\s*\?\s*$", re.IGNORECASE
)
_SPLIT = re.compile(
    r"^(?P<head>.*?\b(?:with|rate|of) (?:the |our |your )?)(?P<a>[\w'-]+(?: [\w'-]+)?) (?:and|as well as) (?P<b>(?:the |our |your )?[\w'-]+(?: [\w'-]+)?)(?P<tail> of .*| by .*|\?)$",
    re.IGNORECASE,
)


def barrelled_en(question: Question) -> Iterator[Finding]:
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
                suggestion=_two_questions(question.text[start:end].strip()),
            )
            return
    asked = [
        text[a:b] for a, b in question.asking if text[a:b].rstrip().endswith("?") and _ASKS.search(text[a:b])
    ]
    if len(asked) > 1 and not any(_FOLLOW_UP.fullmatch(sentence.strip()) for sentence in asked[1:-1]):
        yield finding(question, Kind.DOUBLE_BARRELLED, "questions", span=(0, len(question.text)))
        return
    yield from _statements(question)


def _statements(question: Question) -> Iterator[Finding]:
    """Statements to agree with: in quotation marks, and the rows of a matrix."""
    for start, end in quotations(question.text):
        statement = question.text[start:end]
        span = _pair(statement) if len(statement.split()) > 3 else None  # noqa: PLR2004 -- a name is shorter
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
    for harmless in (
        _LEAD_IN,
        _EXAMPLES,
        _OPEN_CLASS,
        _NUMBERS,
        _NAMES,
        _PAIRS,
        _COMPOUND,
        _RELATIVE,
        _TRAILING,
    ):
        looked_at = harmless.sub(blank, looked_at)
    if _STARTS_OPEN.search(looked_at):
        return None
    for match in _AND.finditer(looked_at):
        before, after = looked_at[: match.start()], looked_at[match.end() :]
        if _TOGETHER.search(after):
            return None  # how doctors and nurses work together is one thing
        if before.strip(" ,") and re.match(r"[\w'“(]", after) and not _JOINED_PERSONS.search(before):
            return _around(looked_at, match.start(), match.end())
    for pattern in (
        _OR,
        _OR_RECOMMEND,
        _EITHER_JUDGED,
        _TWO_QUALITIES,
        _TWO_THINGS,
        _THEN_ANOTHER,
        _BUT,
        _TWO_STATEMENTS,
    ):
        either = pattern.search(looked_at)
        if either:
            return either.span()
    return None


def _around(text: str, start: int, end: int) -> tuple[int, int]:
    """The joining word with up to three words of each side, for the eye."""
    left = re.search(r"(?:[\w'-]+ ){0,2}[\w'-]+$", text[:start])
    right = re.match(r"[\w'-]+(?: [\w'-]+){0,2}", text[end:])
    return (left.start() if left else start), end + (right.end() if right else 0)


def _two_questions(sentence: str) -> str:
    """“… with the A and B?” as two questions; "" where no rule cuts it safely."""
    match = _SPLIT.match(sentence)
    if not match:
        return ""
    head, tail, second = match["head"], match["tail"], match["b"]
    if re.match(r"(?:the|our|your) ", second, re.IGNORECASE):
        return f"{head}{match['a']}{tail} / {re.sub(r'(?:the|our|your) $', '', head, flags=re.IGNORECASE)}{second}{tail}"
    return f"{head}{match['a']}{tail} / {head}{second}{tail}"
