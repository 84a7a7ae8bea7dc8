"""What are the open answers about? Labelled by the machine as they come in, corrected by people, learnt from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from hearten.base.accounts.types import Actor, Permission
from hearten.base.ledger.services import append
from hearten.domains.research.examples import labelled_examples
from hearten.domains.research.models import LabelModel, TextLabel
from hearten.domains.research.selectors.words import open_answers_of, words_of_label
from hearten.domains.research.types import LABEL_CORRECTED
from hearten.domains.surveys.models import Response
from hearten.engines.opentext.labelling import Label, label_text
from hearten.engines.opentext.learning import Example, learn
from hearten.engines.opentext.model import Weights
from hearten.engines.opentext.sentiment import Sentiment
from hearten.engines.opentext.taxonomy import TOPICS
from hearten.kernel.errors import Invalid, NotFound
from hearten.kernel.text import N_

BATCH = 500
# A correction by a person counts as much as this many examples of the release: it is about our own members.
CORRECTION_COUNTS = 3.0
_MOST_TOPICS = 8
# The score beside the text as a hint of its feeling: the middle of the scale says nothing.
_CSAT_MIDDLE, _CSAT_HALF, _NPS_MIDDLE, _NPS_HALF = 3, 2, 7.5, 2.5


@transaction.atomic
def label_response(*, response_id: UUID, now: datetime) -> int:
    """Label each open answer of one response; what has a label keeps it. Returns how many are new."""
    response = Response.objects.filter(pk=response_id).first()
    return 0 if response is None else _label([response], now)


@transaction.atomic
def label_batch(*, now: datetime, after: UUID | None = None, limit: int = BATCH) -> UUID | None:
    """Label the next responses without a label, those that come `after` an id. Returns the last id; None at the end."""
    labelled = TextLabel.objects.filter(response=OuterRef("pk"))
    rows = Response.objects.filter(~Exists(labelled), comment__isnull=False).order_by("pk")
    chosen = list(rows.filter(pk__gt=after)[:limit] if after else rows[:limit])
    _label(chosen, now)
    return chosen[-1].pk if chosen else None


@transaction.atomic
def correct_label(
    *, label_id: UUID, sentiment: str, topics: Sequence[str], by: Actor, now: datetime
) -> TextLabel:
    """A person says what an answer is about; from now on that holds, and the machine learns from it."""
    by.require(Permission.RESEARCH_EDIT)
    by.require(Permission.INSIGHT_ROWS)
    label = TextLabel.objects.select_for_update().filter(pk=label_id).first()
    if label is None:
        raise NotFound(N_("There is no such answer, or it is not yours to see."))
    if sentiment not in set(Sentiment) or not set(topics) <= TOPICS.keys() or len(topics) > _MOST_TOPICS:
        raise Invalid(
            N_("A label has one feeling and up to eight topics of the list."),
            field="topics",
            hint=N_("Choose from the list."),
        )
    said = {topic["code"]: topic["sentiment"] for topic in label.machine.get("topics", [])}
    label.sentiment = sentiment
    label.topics = [{"code": code, "sentiment": said.get(code, sentiment)} for code in dict.fromkeys(topics)]
    label.corrected_at, label.corrected_by = now, by.name[:80] or by.label
    label.save(update_fields=["sentiment", "topics", "corrected_at", "corrected_by"])
    facts = {"field": label.field, "sentiment": sentiment, "topics": sorted(topics)}
    append(LABEL_CORRECTED, subject_id=label.customer_id or label.response_id, actor=by, now=now, facts=facts)
    return label


@transaction.atomic
def learn_model(*, now: datetime) -> LabelModel | None:
    """Fit the weights to examples and corrections, and label again what no person corrected. None: nothing new to learn."""
    newest = LabelModel.objects.select_for_update().order_by("-number").first()
    corrected = list(
        TextLabel.objects.select_related("response").filter(corrected_at__isnull=False).order_by("pk")
    )
    latest = max((label.corrected_at for label in corrected if label.corrected_at), default=None)
    if latest is None or (newest is not None and newest.learnt_at >= latest):
        return None
    weights = learn([*labelled_examples(), *_taught(corrected)])
    return LabelModel.objects.create(
        number=newest.number + 1 if newest else 1,
        weights=weights.to_plain(),
        corrections=len(corrected),
        learnt_at=now,
    )


@transaction.atomic
def relabel_batch(*, now: datetime, limit: int = BATCH) -> int:
    """Label again, with the newest weights, what an older model labelled and nobody corrected. Returns how many."""
    number, weights = current_model()
    rows = TextLabel.objects.select_for_update(of=("self",)).select_related("response")
    old = list(rows.filter(corrected_at__isnull=True, model__lt=number).order_by("pk")[:limit])
    for row in old:
        text = words_of_label(row)
        _write(row, label_text(text, weights, hint=hint_of(row.response)), number, now)
    names = ["language", "sentiment", "topics", "urgent", "machine", "model", "labelled_at"]
    TextLabel.objects.bulk_update(old, names)
    return len(old)


def current_model() -> tuple[int, Weights]:
    """The newest weights and their number; 0 is what the examples of the release teach."""
    number = LabelModel.objects.order_by("-number").values_list("number", flat=True).first()
    return number or 0, _weights(number or 0)


def hint_of(response: Response) -> float:
    """What the score of the same response says about the feeling of its words, −1 to 1."""
    if response.csat is not None:
        return (response.csat - _CSAT_MIDDLE) / _CSAT_HALF
    if response.nps is not None:
        return max(-1.0, min(1.0, (response.nps - _NPS_MIDDLE) / _NPS_HALF))
    return 0.0


@lru_cache(maxsize=4)
def _weights(number: int) -> Weights:
    if number == 0:
        return learn(labelled_examples())
    return Weights.from_plain(LabelModel.objects.get(number=number).weights)


def _label(responses: Sequence[Response], now: datetime) -> int:
    number, weights = current_model()
    rows = []
    for response in responses:
        for field, text in open_answers_of(response):
            row = TextLabel(
                response=response,
                customer_id=response.customer_id,
                field=field,
                survey_code=response.survey_code,
                product_code=response.product_code,
                submitted_at=response.submitted_at,
            )
            _write(row, label_text(text, weights, hint=hint_of(response)), number, now)
            rows.append(row)
    before = TextLabel.objects.filter(response__in=responses).count()
    TextLabel.objects.bulk_create(rows, ignore_conflicts=True)
    return TextLabel.objects.filter(response__in=responses).count() - before


def _write(row: TextLabel, label: Label, number: int, now: datetime) -> None:
    row.language, row.sentiment = label.language, label.sentiment
    row.topics = [{"code": topic.code, "sentiment": topic.sentiment.value} for topic in label.topics]
    row.urgent = [mark.value for mark in label.urgent]
    row.machine = _plain(label)
    row.model, row.labelled_at = number, now


def _plain(label: Label) -> dict[str, Any]:
    topics = [
        {"code": t.code, "probability": round(t.probability, 3), "sentiment": t.sentiment.value}
        for t in label.topics
    ]
    return {"sentiment": label.sentiment.value, "confidence": round(label.confidence, 3), "topics": topics}


def _taught(corrected: Iterable[TextLabel]) -> Iterable[Example]:
    for label in corrected:
        if text := words_of_label(label):
            topics = frozenset(topic["code"] for topic in label.topics)
            yield Example(text, Sentiment(label.sentiment), topics, times=CORRECTION_COUNTS, corrects=True)
