"""X4: doubtful answers are flagged with their reason, once; a person judges them; nothing is dropped."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from hearten.base.accounts.types import Role
from hearten.base.ledger.models import LedgerEntry
from hearten.domains.surveys.models import Invitation, Response, ResponseFlag, SurveyVersion
from hearten.domains.surveys.selectors.careless import list_flags_for, reason_of
from hearten.domains.surveys.selectors.columns import response_columns_for
from hearten.domains.surveys.services import flag_answers, judge_flags
from hearten.domains.surveys.types import InvitationState, Judgement
from hearten.kernel.errors import NotAllowed, NotFound

pytestmark = pytest.mark.django_db

WORDS = {"zh": "一个问题", "en": "A question"}
ENDS = {"low_label": WORDS, "high_label": WORDS}
ROWS = 12
DOCUMENT = {
    "code": "checked",
    "version": 1,
    **dict.fromkeys(("name", "about", "privacy_notice", "thanks"), WORDS),
    "minutes": 2,
    "expires_after_days": 14,
    "items": [
        {"code": "csat", "kind": "csat", "text": WORDS, **ENDS},
        {"code": "nps", "kind": "nps", "text": WORDS, **ENDS},
        *({"code": f"ease{i}", "kind": "scale", "lowest": 1, "points": 7, "text": WORDS, **ENDS} for i in range(4)),
        {"code": "parts", "kind": "matrix", "lowest": 1, "points": 7, "text": WORDS, **ENDS,
         "rows": [{"code": f"r{i}", "text": WORDS} for i in range(ROWS)]},
    ],
}  # fmt: skip


@pytest.fixture
def given(mei, now):
    """Twenty who mean it, one who runs through, one who contradicts himself: (all ids, hasty, torn)."""
    version = SurveyVersion.objects.create(
        code="checked", version=1, document=DOCUMENT, sha256="0" * 64, loaded_at=now
    )

    def answer(number, parts, csat, nps, pace):
        at = now + timedelta(minutes=number)
        invitation = Invitation.objects.create(
            customer=mei,
            survey=version,
            dedupe_key=f"checked:{number}",
            state=InvitationState.ANSWERED,
            created_at=now,
            due_at=now,
            sent_at=now,
            expires_at=now + timedelta(days=14),
            answered_at=at,
        )
        answers = {"csat": csat, "nps": nps, **{f"ease{i}": 1 + (number + i) % 7 for i in range(4)}}
        answers |= {f"parts.r{i}": value for i, value in enumerate(parts)}
        seconds = {"csat": 6, "nps": 7, "parts": 40, **{f"ease{i}": 6 for i in range(4)}}
        return Response.objects.create(
            invitation=invitation, customer=mei, survey_code="checked", survey_version=1, channel="app", submitted_at=at,
            answers=answers, seconds={key: max(1, value // pace) for key, value in seconds.items()},
        ).pk  # fmt: skip

    luck = random.Random(7)
    honest = [answer(n, [luck.randint(1, 7) for _ in range(ROWS)], 3, 6, 1) for n in range(20)]
    hasty = answer(20, [4] * ROWS, 4, 6, 12)
    torn = answer(21, [1 + (i * 3) % 7 for i in range(ROWS)], 5, 0, 1)
    return [*honest, hasty, torn], hasty, torn


def kinds(response_id):
    return set(ResponseFlag.objects.filter(response_id=response_id).values_list("kind", flat=True))


def test_the_careless_are_flagged_once_and_nobody_is_dropped(given, now, staff):
    everyone, hasty, torn = given
    assert flag_answers(survey_code="checked", now=now) == ResponseFlag.objects.count() > 0
    assert flag_answers(survey_code="checked", now=now) == 0
    assert kinds(hasty) == {"speeding", "straight_lining"}
    assert kinds(torn) == {"contradiction"}
    assert set(ResponseFlag.objects.values_list("response_id", flat=True)) == {hasty, torn}
    columns = response_columns_for(staff(Role.ANALYST), survey_code="checked")
    assert len(columns) == len(everyone)
    for flag in list_flags_for(staff(Role.ANALYST), survey_code="checked"):
        sentence, facts = reason_of(flag)
        assert sentence % facts


def test_a_person_judges_and_takes_it_back(given, now, staff):
    _, hasty, _ = given
    flag_answers(survey_code="checked", now=now)
    analyst = staff(Role.ANALYST)
    flags = [flag.pk for flag in list_flags_for(analyst, survey_code="checked") if flag.response_id == hasty]
    judge_flags(flag_ids=flags, judgement=Judgement.SET_ASIDE, by=analyst, now=now)
    assert response_columns_for(analyst, survey_code="checked").set_aside.sum() == 1
    # Other answers make theirs look usual; what a person judged stays.
    Response.objects.filter(pk=hasty).update(seconds={})
    flag_answers(survey_code="checked", now=now)
    assert kinds(hasty) == {"speeding", "straight_lining"}
    judge_flags(flag_ids=flags, judgement=None, by=analyst, now=now)
    assert response_columns_for(analyst, survey_code="checked").set_aside.sum() == 0
    assert LedgerEntry.objects.filter(kind="surveys.flag_judged").count() == 2 * len(flags)


def test_who_may_not_judge_changes_nothing(given, now, staff):
    flag_answers(survey_code="checked", now=now)
    before = list(ResponseFlag.objects.order_by("pk").values())
    flags = [row["id"] for row in before]
    with pytest.raises(NotAllowed):
        judge_flags(flag_ids=flags, judgement=Judgement.KEPT, by=staff(Role.MARKETER), now=now)
    with pytest.raises(NotFound):
        judge_flags(flag_ids=[*flags, 10**9], judgement=Judgement.KEPT, by=staff(Role.ANALYST), now=now)
    assert list(ResponseFlag.objects.order_by("pk").values()) == before
