"""X5: answers as columns: each value in its place, nothing invented where nobody answered, flags judged by people."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from hearten.base.accounts.types import Role
from hearten.domains.surveys.models import Invitation, Response, ResponseFlag, SurveyVersion
from hearten.domains.surveys.selectors.columns import response_columns_for, words_for
from hearten.domains.surveys.types import InvitationState, Judgement
from hearten.kernel.errors import NotAllowed, NotFound

pytestmark = pytest.mark.django_db

WORDS = {"zh": "某个问题", "en": "A question"}
OPTIONS = [{"code": code, "text": WORDS} for code in ("a", "b", "c")]
DOCUMENT = {
    "code": "columns",
    "version": 1,
    **dict.fromkeys(("name", "about", "privacy_notice", "thanks"), WORDS),
    "minutes": 1,
    "expires_after_days": 14,
    "items": [
        {"code": "score", "kind": "nps", "text": WORDS, "low_label": WORDS, "high_label": WORDS},
        {"code": "one", "kind": "single", "text": WORDS, "options": OPTIONS, "dont_know": True},
        {"code": "many", "kind": "multiple", "text": WORDS, "options": OPTIONS},
        {"code": "order", "kind": "ranking", "text": WORDS, "options": OPTIONS},
        {"code": "day", "kind": "date", "text": WORDS},
        {"code": "open", "kind": "text", "text": WORDS},
    ],
}


@pytest.fixture
def analyst(staff):
    return staff(Role.ANALYST)


@pytest.fixture
def answer(mei, now):
    version = SurveyVersion.objects.create(
        code="columns", version=1, document=DOCUMENT, sha256="0" * 64, loaded_at=now
    )

    def give(answers, *, after=0, **facts):
        at = now + timedelta(minutes=after)
        invitation = Invitation.objects.create(
            customer=mei,
            survey=version,
            dedupe_key=f"columns:{after}",
            state=InvitationState.ANSWERED,
            created_at=now,
            due_at=now,
            sent_at=now,
            expires_at=now + timedelta(days=14),
            answered_at=at,
            base_weight=2.5,
        )
        return Response.objects.create(
            invitation=invitation,
            customer=mei,
            survey_code="columns",
            survey_version=1,
            channel="app",
            submitted_at=at,
            duration_s=30,
            answers=answers,
            **facts,
        )

    return give


def test_each_value_stands_in_its_column(answer, analyst, mei):
    answer(
        {"score": 9, "one": "b", "many": ["c", "a"], "order": ["b", "a"], "day": "1970-01-11"},
        seconds={"score": 4},
    )
    answer({"score": 3, "one": "dk"}, after=1)
    columns = response_columns_for(analyst, survey_code="columns")
    assert len(columns) == 2
    np.testing.assert_array_equal(columns.matrix(["score", "one", "day"]), [[9, 1, 10], [3, np.nan, np.nan]])
    np.testing.assert_array_equal(columns.chosen["many"], [[1, 0, 1], [np.nan] * 3])
    np.testing.assert_array_equal(columns.ranks["order"], [[2, 1, np.nan], [np.nan] * 3])
    np.testing.assert_array_equal(columns.item_seconds["score"], [4, np.nan])
    assert columns.cannot_say["one"].tolist() == [False, True]
    assert columns.weight.tolist() == [2.5, 2.5]
    assert columns.groups["sex"].tolist() == [mei.sex] * 2
    assert "open" not in columns.values


def test_what_a_person_kept_is_no_longer_flagged(answer, analyst, now):
    first, second, third = (answer({"score": n}, after=n) for n in (1, 2, 3))
    judged = {"judged_at": now, "judged_by": "somebody"}
    ResponseFlag.objects.create(response=first, kind="speeder", made_at=now)
    ResponseFlag.objects.create(response=second, kind="speeder", made_at=now, judged=Judgement.KEPT, **judged)
    ResponseFlag.objects.create(response=third, kind="bot", made_at=now, judged=Judgement.SET_ASIDE, **judged)
    columns = response_columns_for(analyst, survey_code="columns")
    assert columns.flagged.tolist() == [True, False, True]
    assert columns.set_aside.tolist() == [False, False, True]
    kept = columns.where(~columns.set_aside)
    assert (len(kept), kept.values["score"].tolist(), kept.flags["bot"].tolist()) == (
        2,
        [1, 2],
        [False, False],
    )


def test_words_are_for_those_who_may_read_rows(answer, analyst, staff):
    given = answer({"score": 9}, sealed={"open": "很快"})
    assert list(words_for(analyst, survey_code="columns")) == [(given.pk, "open", "很快")]
    with pytest.raises(NotAllowed):
        list(words_for(staff(Role.MARKETER), survey_code="columns"))


def test_no_such_survey(analyst):
    with pytest.raises(NotFound):
        response_columns_for(analyst, survey_code="nowhere")
