"""What rows does an answer become? Worked out without asking or changing the database; `writing` puts them in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from hearten.base.ledger.types import Record
from hearten.base.touchpoints.types import Channel, Moment, Stage
from hearten.domains.surveys.models import Invitation, Response
from hearten.domains.surveys.sample_types import FRAME
from hearten.domains.surveys.selectors.overview import low_items
from hearten.domains.surveys.services.fitting import check_items, with_zeros
from hearten.domains.surveys.types import (
    ANSWERED,
    MEASURES,
    Entry,
    ItemKind,
    Survey,
    SurveyAnswered,
)
from hearten.engines.questionnaire.conditions import CONTEXT
from hearten.engines.questionnaire.ordering import ordered_pages, seed_of, shuffled
from hearten.engines.questionnaire.showing import Settled, quotas_met, settle

# Whoever leaves the page open overnight has not thought about a question all night.
LONGEST_SECONDS = 3600
_REFS = frozenset({"claim_id", "policy_id", "product_code", "case_id"})


@dataclass(frozen=True, kw_only=True)
class HandIn:
    """How an answer came in: when, over which channel, and what the page noticed."""

    now: datetime
    actor: str
    channel: str = Channel.APP.value
    entered_by: Entry = Entry.WEB
    language: str = ""
    device: str = ""
    signals: Mapping[str, Any] = field(default_factory=dict)
    client_token: str = ""
    seconds: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Prepared:
    """An answer as the rows it becomes. `moment` is None when nobody is named; `quotas` are those it counts towards."""

    invitation: Invitation
    response: Response
    record: Record
    moment: Moment | None
    event: SurveyAnswered
    quotas: tuple[str, ...]


def prepare_response(
    invitation: Invitation, survey: Survey, given: Mapping[str, Any], *, handed: HandIn
) -> Prepared:
    """The rows of one answer. `given` are clean values by field key; hidden ones fall away and are named in `dropped`.

    Raises Invalid when a question that is shown must be answered, or when answers do not fit together.
    """
    settled = settle_answers(survey, given, invitation.context)
    shown = [item for item in survey.items if item.code in settled.items]
    values = with_zeros(shown, settled.values)
    check_items(shown, values, complete=handed.entered_by is not Entry.PAPER)
    response = response_row(invitation, survey, values, dropped=settled.dropped, handed=handed)
    return Prepared(
        invitation=invitation,
        response=response,
        record=_record(response, survey, handed),
        moment=_moment(response, survey, handed.now),
        event=_event(invitation, response, survey, handed.now),
        quotas=tuple(quotas_met(survey.quotas, values | _facts(invitation.context))),
    )


def settle_answers(survey: Survey, given: Mapping[str, Any], context: Mapping[str, Any]) -> Settled:
    """What is shown after these answers, and which of them count."""
    return settle(survey.pages, given, _facts(context))


def scores_of(survey: Survey, given: Mapping[str, Any]) -> dict[str, int | None]:
    """The measures among the answers, None where not answered, or where the answer is sealed and must not stand open."""
    scores: dict[str, int | None] = {kind.value: None for kind in MEASURES}
    for item in survey.items:
        value = given.get(item.code)
        if item.kind in MEASURES and item.sensitive is None and isinstance(value, int):
            scores[item.kind.value] = value
    return scores


def order_shown(survey: Survey, seed: int) -> dict[str, Any]:
    """The random order of one person's pages, questions and options; what is not shuffled is left out."""
    items = {
        page.code: shuffled([item.code for item in page.items], seed=seed, name=f"page.{page.code}")
        for page in survey.pages
        if page.shuffle
    }
    options = {
        item.code: shuffled(
            [*(option.code for option in item.options), *(row.code for row in item.rows)],
            seed=seed,
            name=f"item.{item.code}",
            fixed={
                option.code for option in item.options if option.fixed or option.exclusive or option.other
            },
        )
        for item in survey.items
        if item.shuffle
    }
    codes = [page.code for page in survey.pages]
    pages = ordered_pages(codes, survey.shuffle_pages, seed=seed) if survey.shuffle_pages else []
    return {
        name: drawn for name, drawn in (("pages", pages), ("items", items), ("options", options)) if drawn
    }


def _facts(context: Mapping[str, Any]) -> dict[str, Any]:
    return {f"{CONTEXT}{key}": value for key, value in context.items()}


def response_row(
    invitation: Invitation,
    survey: Survey,
    values: Mapping[str, Any],
    *,
    handed: HandIn,
    dropped: tuple[str, ...] = (),
) -> Response:
    """The row of an answer whose values are settled; nothing is checked any more."""
    # What the frame knew of the person (among it, perhaps, a group of health) stays with the invitation, for the weights.
    context = {key: value for key, value in invitation.context.items() if key != FRAME}
    scores = scores_of(survey, values)
    sealed = {key: value for key, value in values.items() if _is_sealed(survey, key)}
    seed = seed_of(invitation.pk)
    seconds = {item: min(spent, LONGEST_SECONDS) for item, spent in handed.seconds.items() if spent > 0}
    return Response(
        invitation=invitation,
        customer_id=invitation.customer_id,
        study_id=invitation.study_id,
        stratum=invitation.stratum,
        survey_code=survey.code,
        survey_version=survey.version,
        channel=handed.channel,
        entered_by=handed.entered_by,
        language=handed.language,
        submitted_at=handed.now,
        duration_s=_duration(invitation, seconds, handed.now),
        seconds=seconds,
        answers={key: value for key, value in values.items() if key not in sealed},
        sealed=sealed or None,
        dropped=list(dropped),
        shown=order_shown(survey, seed),
        order_seed=seed,
        device=handed.device,
        signals=dict(handed.signals),
        client_token=handed.client_token,
        comment=_comment(survey, values),
        low=bool(low_items(survey, scores)),
        product_code=context.get("product_code") or "",
        claim_id=UUID(context["claim_id"]) if context.get("claim_id") else None,
        context=context,
        **scores,
    )


def _is_sealed(survey: Survey, key: str) -> bool:
    found = survey.field(key)
    return found is None or found.sealed


def _duration(invitation: Invitation, seconds: Mapping[str, int], now: datetime) -> int:
    """The sum of the questions' own clocks; without any, the time since the link was opened."""
    since_opening = int((now - invitation.opened_at).total_seconds()) if invitation.opened_at else 0
    return sum(seconds.values()) or max(0, min(since_opening, LONGEST_SECONDS))


def _comment(survey: Survey, values: Mapping[str, Any]) -> str | None:
    """All own words to questions that are not sensitive, one below the other."""
    texts = [
        values[item.code]
        for item in survey.items
        if item.kind is ItemKind.TEXT and not item.sensitive and item.code in values
    ]
    return "\n\n".join(str(text) for text in texts) or None


def _scores(response: Response) -> dict[str, int | None]:
    return {"csat": response.csat, "effort": response.effort, "nps": response.nps}


def _record(response: Response, survey: Survey, handed: HandIn) -> Record:
    return Record(
        kind=ANSWERED,
        subject_id=response.sealed_for,
        actor=handed.actor,
        occurred_at=handed.now,
        about=str(response.pk),
        facts={"survey": survey.code, "version": survey.version, **_scores(response)},
    )


def _moment(response: Response, survey: Survey, now: datetime) -> Moment | None:
    if response.customer_id is None:
        return None
    refs = {key: str(value) for key, value in response.context.items() if key in _REFS and value}
    known = response.channel in set(Channel)
    return Moment(
        customer_id=response.customer_id,
        stage=Stage.SERVE,
        channel=Channel(response.channel) if known else Channel.WEB,
        kind="survey.answered",
        outcome="low" if response.low else "",
        occurred_at=now,
        duration_s=response.duration_s,
        refs={**refs, "response_id": str(response.pk), "survey": survey.code},
    )


def _event(invitation: Invitation, response: Response, survey: Survey, now: datetime) -> SurveyAnswered:
    scores = _scores(response)
    return SurveyAnswered(
        occurred_at=now,
        response_id=response.pk,
        invitation_id=invitation.pk,
        customer_id=response.customer_id,
        survey=survey.code,
        channel=response.channel,
        low=response.low,
        low_items=low_items(survey, scores),
        parent_id=invitation.parent_id,
        context=response.context,
        **scores,
    )
