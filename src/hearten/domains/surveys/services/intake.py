"""How do many answers, handed in at once, become rows in the same few statements? What is wrong with one harms no other."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db import transaction

from hearten.base.plumbing.together import Together
from hearten.base.touchpoints.types import Channel
from hearten.base.vault.services import keys_at_hand
from hearten.domains.surveys.field_types import Disposition
from hearten.domains.surveys.models import Answer, Invitation, Response
from hearten.domains.surveys.selectors.invitations import (
    check_answerable,
    invitations_with_survey,
    kept_values,
    seconds_of,
    survey_of,
)
from hearten.domains.surveys.services.checking import clean_values
from hearten.domains.surveys.services.files import check_files, drop_files, forget_files
from hearten.domains.surveys.services.preparing import LONGEST_SECONDS, HandIn, Prepared, prepare_response
from hearten.domains.surveys.services.quotas import QuotaFull, take_places
from hearten.domains.surveys.services.writing import write_responses
from hearten.domains.surveys.types import ClosedLink, InvitationState, LinkProblem
from hearten.kernel.errors import HeartenError

# So many at most share a transaction: enough to save the work, few enough that nobody waits long.
_MOST_AT_ONCE = 100


@dataclass(frozen=True, kw_only=True)
class Handed:
    """One person's answers, on top of what was kept, and how they came in."""

    invitation_id: UUID
    answers: Mapping[str, Any]
    how: HandIn


def take_in(handed: Sequence[Handed]) -> list[Response | HeartenError]:
    """The response of each, or why there is none: ClosedLink, Invalid naming the field; nothing changed for those.

    Invitations are locked in the order of their identities, so that nobody waits in a circle. Of several for one invitation
    the first is taken; the same sending again (`client_token`) gives back the first.
    """
    outcomes: dict[int, Response | HeartenError] = {}
    left = list(enumerate(handed))
    while left:
        firsts: dict[UUID, int] = {}
        for place, one in left:
            firsts.setdefault(one.invitation_id, place)
        places = [place for place, one in left if firsts[one.invitation_id] == place]
        taken = _take_in_different([handed[place] for place in places])
        outcomes |= dict(zip(places, taken, strict=True))
        left = [(place, one) for place, one in left if place not in outcomes]
    return [outcomes[place] for place in range(len(handed))]


# What comes at the same moment, from different people, shares a transaction.
hand_in: Together[Handed, Response | HeartenError] = Together(take_in, most=_MOST_AT_ONCE)


@transaction.atomic
def _take_in_different(handed: Sequence[Handed]) -> list[Response | HeartenError]:
    invitations = _locked(one.invitation_id for one in handed)
    outcomes = _prepared(handed, invitations)
    ready = [one for one in outcomes if isinstance(one, Prepared)]
    full = take_places(ready)
    end_for_quota(full)
    good = [one for one in ready if one.invitation.pk not in full]
    write_responses(good)
    for one in good:
        forget_files(one.invitation, survey_of(one.invitation), keep=one.response.sealed or {})
    known = _handed_in_before(handed, outcomes)
    return [
        _outcome(one, full) if isinstance(one, Prepared) else known.get(given.invitation_id, one)
        for given, one in zip(handed, outcomes, strict=True)
    ]


def _outcome(one: Prepared, full: Collection[UUID]) -> Response | HeartenError:
    return QuotaFull() if one.invitation.pk in full else one.response


def _locked(ids: Iterable[UUID]) -> dict[UUID, Invitation]:
    rows = invitations_with_survey().select_for_update(of=("self",)).filter(pk__in=set(ids)).order_by("pk")
    return {row.pk: row for row in rows}


def _prepared(
    handed: Sequence[Handed], invitations: Mapping[UUID, Invitation]
) -> list[Prepared | HeartenError]:
    drafts: dict[UUID, list[Answer]] = {pk: [] for pk in invitations}
    for row in Answer.objects.filter(invitation_id__in=list(invitations)):
        drafts[row.invitation_id].append(row)
    own_words = {row.sealed_for for rows in drafts.values() for row in rows if row.is_sealed}
    outcomes: list[Prepared | HeartenError] = []
    with keys_at_hand(own_words):
        for one in handed:
            try:
                invitation = check_answerable(invitations.get(one.invitation_id), now=one.how.now)
                outcomes.append(_prepare(one, invitation, drafts[invitation.pk]))
            except HeartenError as error:
                outcomes.append(error)
    return outcomes


def _prepare(one: Handed, invitation: Invitation, drafts: Sequence[Answer]) -> Prepared:
    survey = survey_of(invitation)
    cleaned = clean_values(survey, one.answers)
    check_files(invitation, survey, cleaned)
    given = {k: v for k, v in (kept_values(survey, drafts) | cleaned).items() if v is not None}
    how = _completed(one.how, invitation, seconds_of((row.item, row.seconds) for row in drafts))
    return prepare_response(invitation, survey, given, handed=how)


def _completed(how: HandIn, invitation: Invitation, kept: Mapping[str, int]) -> HandIn:
    """With the seconds of earlier pages, and the channel that a study asked over."""
    spent = {
        item: min(LONGEST_SECONDS, kept.get(item, 0) + max(0, how.seconds.get(item, 0)))
        for item in {*kept, *how.seconds}
    }
    own = invitation.channel if invitation.study_id else Channel.APP.value
    return replace(how, seconds=spent, channel=how.channel or own)


def end_for_quota(ids: Collection[UUID]) -> None:
    """Close the invitations of people whose answers are not needed any more, and forget what was kept of them."""
    if not ids:
        return
    Answer.objects.filter(invitation_id__in=ids).delete()
    drop_files(ids)
    Invitation.objects.filter(pk__in=ids, answered_at__isnull=True).update(
        state=InvitationState.EXPIRED, disposition=Disposition.QUOTA_FILLED
    )


def _handed_in_before(
    handed: Sequence[Handed], outcomes: Sequence[Prepared | HeartenError]
) -> dict[UUID, Response]:
    """The first of what was sent a second time, not knowing that it came through."""
    again = {
        one.invitation_id: one.how.client_token
        for one, outcome in zip(handed, outcomes, strict=True)
        if isinstance(outcome, ClosedLink) and outcome.problem is LinkProblem.USED and one.how.client_token
    }
    if not again:
        return {}
    rows = Response.objects.filter(invitation_id__in=list(again))
    return {row.invitation_id: row for row in rows if again[row.invitation_id] == row.client_token}
