"""What do open answers speak of, how do they feel, what is rising, and who must be read today?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q, QuerySet

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.research.models import TextLabel
from hearten.domains.research.selectors.words import words_of_label
from hearten.engines.disclosure import THRESHOLD, hide_small, hide_small_table
from hearten.engines.opentext.emerging import Rise, count_phrases, rises
from hearten.engines.opentext.quotes import Quote, choose_quotes
from hearten.engines.opentext.sentiment import Sentiment
from hearten.engines.opentext.taxonomy import TOPICS
from hearten.engines.opentext.themes import FoundTheme, find_themes
from hearten.kernel.errors import NotFound
from hearten.kernel.text import N_

PAGE = 25
MOST_EXPORTED = 50_000
# Words are opened one by one, so only so many of the newest are read for phrases and themes.
MOST_READ = 1_500
_SIDES = (Sentiment.NEGATIVE, Sentiment.NEUTRAL, Sentiment.POSITIVE)


@dataclass(frozen=True)
class TextFilter:
    """What the page is narrowed to; "" is everything."""

    survey: str = ""
    product: str = ""
    topic: str = ""
    sentiment: str = ""
    language: str = ""
    urgent: bool = False
    since: datetime | None = None


@dataclass(frozen=True)
class TopicShare:
    """A topic: answers that speak of it, their share of all, and how they feel about it (negative, neutral, positive)."""

    code: str
    n: int | None
    share: float | None
    feelings: tuple[int | None, int | None, int | None]

    @property
    def hidden(self) -> bool:
        return self.n is None


@dataclass(frozen=True)
class TopicMonth:
    """Shares of topics month by month; None where too few answered."""

    months: tuple[date, ...]
    totals: tuple[int, ...]
    shares: dict[str, tuple[float | None, ...]]


@dataclass(frozen=True)
class Rising:
    """Topics and phrases that rise against their own past; `month` is the one looked at."""

    month: date | None
    topics: tuple[Rise, ...]
    phrases: tuple[Rise, ...]


@dataclass(frozen=True)
class AnswerWithLabel:
    label: TextLabel
    words: str


def count_topics_for(actor: Actor, wanted: TextFilter) -> tuple[int, list[TopicShare]]:
    """All answers, and each topic by falling size; topics that too few people speak of are hidden."""
    rows = list(_labels(actor, wanted).values_list("topics", flat=True))
    counts: dict[str, Counter[str]] = {code: Counter() for code in TOPICS}
    for topics in rows:
        for topic in topics:
            if topic["code"] in counts:
                counts[topic["code"]][topic["sentiment"]] += 1
    shares = [_share(code, found, len(rows)) for code, found in counts.items() if found]
    return len(rows), sorted(shares, key=lambda s: (-(s.n or 0), s.code))


def feelings_for(actor: Actor, wanted: TextFilter) -> dict[str, int | None]:
    """How many answers feel how; small counts hidden."""
    found = Counter(_labels(actor, wanted).values_list("sentiment", flat=True))
    hidden = hide_small([found[side] for side in _SIDES]).cells
    return {side: None if hidden[i] else found[side] for i, side in enumerate(_SIDES)}


def months_for(actor: Actor, wanted: TextFilter, codes: Sequence[str]) -> TopicMonth:
    """The share of each topic among the answers of each month."""
    rows = list(_labels(actor, wanted).values_list("submitted_at", "topics"))
    totals: Counter[date] = Counter()
    counts: Counter[tuple[str, date]] = Counter()
    for at, topics in rows:
        month = month_of(at)
        totals[month] += 1
        counts.update((code, month) for code in {topic["code"] for topic in topics})
    months = tuple(sorted(totals))
    table = [[counts[code, month] for month in months] for code in codes]
    hidden = hide_small_table(table if table and months else [[]])
    shares = {
        code: tuple(
            None if hidden[i][j] or totals[month] < THRESHOLD else 100 * table[i][j] / totals[month]
            for j, month in enumerate(months)
        )
        for i, code in enumerate(codes)
    }
    return TopicMonth(months, tuple(totals[month] for month in months), shares)


def rising_for(actor: Actor, wanted: TextFilter, *, phrases: bool) -> Rising:
    """What the newest month with answers says more often than the months before it. Phrases need the words opened."""
    if phrases:
        actor.require(Permission.INSIGHT_ROWS)
    rows = _labels(actor, wanted).order_by("-submitted_at")
    if not phrases:
        return _rising_topics(rows.values_list("submitted_at", "topics"))
    read = list(rows.select_related("response")[:MOST_READ])
    told = _rising_topics((label.submitted_at, label.topics) for label in read)
    months = sorted({month_of(label.submitted_at) for label in read})
    periods = [
        [words_of_label(row) for row in read if month_of(row.submitted_at) == month] for month in months
    ]
    counts = count_phrases(periods)
    found = [rise for rise in rises(counts, [len(texts) for texts in periods]) if rise.rising]
    return Rising(told.month, told.topics, tuple(_apart(found)))


def themes_for(actor: Actor, wanted: TextFilter) -> list[tuple[FoundTheme, list[Quote]]]:
    """Themes among answers that no listed topic fits, named by their words, with quotes; small ones are left out."""
    actor.require(Permission.INSIGHT_ROWS)
    rows = _labels(actor, wanted).filter(topics=[]).select_related("response").order_by("-submitted_at")
    texts = [words for row in rows[:MOST_READ] if len(words := words_of_label(row)) > 3]  # noqa: PLR2004
    themes = [theme for theme in find_themes(texts) if len(theme.texts) >= THRESHOLD]
    return [(theme, choose_quotes([texts[i] for i in theme.texts], most=2)) for theme in themes]


def quotes_for(actor: Actor, wanted: TextFilter, *, most: int = 4) -> list[Quote]:
    """Typical answers, nobody recognisable; none when too few people stand behind them."""
    actor.require(Permission.INSIGHT_ROWS)
    rows = list(_labels(actor, wanted).select_related("response").order_by("-submitted_at")[:MOST_READ])
    if len({row.customer_id or row.response_id for row in rows}) < THRESHOLD:
        return []
    return choose_quotes([words_of_label(row) for row in rows], most=most)


def list_labels_for(
    actor: Actor, wanted: TextFilter, *, offset: int = 0, limit: int = PAGE
) -> tuple[int, list[AnswerWithLabel]]:
    """Single answers with their labels, urgent ones first, then newest."""
    actor.require(Permission.INSIGHT_ROWS)
    rows = _labels(actor, wanted)
    page = rows.select_related("response").order_by("-submitted_at", "-pk")
    found = page[offset : offset + min(limit, MOST_EXPORTED)]
    return rows.count(), [AnswerWithLabel(row, words_of_label(row)) for row in found]


def get_label_for(actor: Actor, label_id: UUID) -> AnswerWithLabel:
    """One answer with its label. Raises NotFound."""
    label = None
    if actor.can(Permission.INSIGHT_ROWS):
        label = TextLabel.objects.select_related("response").filter(pk=label_id).first()
    if label is None:
        raise NotFound(N_("There is no such answer, or it is not yours to see."))
    return AnswerWithLabel(label, words_of_label(label))


def month_of(at: datetime) -> date:
    return at.astimezone(ZoneInfo(settings.TIME_ZONE)).date().replace(day=1)


def _labels(actor: Actor, wanted: TextFilter) -> QuerySet[TextLabel]:
    """The labels of answers that fit; none when who may not read single answers would learn what a few of them said."""
    actor.require(Permission.INSIGHT_VIEW)
    where = Q()
    for name, value in (
        ("survey_code", wanted.survey),
        ("product_code", wanted.product),
        ("language", wanted.language),
        ("submitted_at__gte", wanted.since),
    ):
        if value:
            where &= Q(**{name: value})
    if wanted.topic:
        where &= Q(topics__contains=[{"code": wanted.topic}])
    people = TextLabel.objects.filter(where)
    rows = people.filter(_felt(wanted))
    if not actor.can(Permission.INSIGHT_ROWS) and _gives_away(people.count(), rows.count()):
        return rows.none()
    return rows


def _felt(wanted: TextFilter) -> Q:
    """The filters that part people by how they feel."""
    where = Q()
    if wanted.sentiment:
        where &= Q(sentiment=wanted.sentiment)
    if wanted.urgent:
        where &= ~Q(urgent=[])
    return where


def _gives_away(people: int, felt: int) -> bool:
    """Whether the bare number of answers tells what a few people said, or how all but a few of them feel."""
    return 0 < felt < THRESHOLD or 0 < people - felt < THRESHOLD


def _share(code: str, found: Counter[str], of: int) -> TopicShare:
    total = sum(found.values())
    if total < THRESHOLD:
        return TopicShare(code, None, None, (None, None, None))
    hidden = hide_small([found[side] for side in _SIDES]).cells
    feelings = tuple(None if hidden[i] else found[side] for i, side in enumerate(_SIDES))
    return TopicShare(code, total, total / of, feelings)  # type: ignore[arg-type]


def _rising_topics(rows: Iterable[tuple[datetime, list[dict[str, str]]]]) -> Rising:
    totals: Counter[date] = Counter()
    counts: dict[str, Counter[date]] = {}
    for at, topics in rows:
        month = month_of(at)
        totals[month] += 1
        for code in {topic["code"] for topic in topics}:
            counts.setdefault(code, Counter())[month] += 1
    months = sorted(totals)
    if not months:
        return Rising(None, (), ())
    table = {code: [found[month] for month in months] for code, found in counts.items()}
    told = [rise for rise in rises(table, [totals[month] for month in months]) if rise.rising]
    return Rising(months[-1], tuple(told), ())


def _apart(found: Sequence[Rise], most: int = 8) -> list[Rise]:
    """The surest phrases; one that only repeats a word of a surer one is left out."""
    chosen: list[Rise] = []
    for rise in found:
        if len(chosen) < most and not any(set(rise.name.split()) & set(c.name.split()) for c in chosen):
            chosen.append(rise)
    return chosen
