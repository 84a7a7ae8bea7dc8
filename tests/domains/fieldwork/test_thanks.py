"""X3: a coupon goes out exactly once, a draw can be repeated by anybody, and neither leads to an answer."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connections

from hearten.base.accounts.types import Role
from hearten.base.plumbing.testing import run_jobs
from hearten.domains.channels.models import Message
from hearten.domains.fieldwork.models import Coupon, DrawEntry
from hearten.domains.fieldwork.selectors.incentives import incentive_for, reward_of
from hearten.domains.fieldwork.services import add_coupons, give_owed, hold_draw, make_incentive, reward
from hearten.domains.fieldwork.services.incentives import lot
from hearten.domains.surveys.services import close_study, submit_response
from hearten.kernel.errors import Conflict, Invalid, NotAllowed
from tests.domains.surveys.every_kind import ANSWERS


def promise(study, staff, now, **given):
    facts = {
        "kind": "coupon",
        "name": "20元咖啡券",
        "rules": "每人一张。",
        "value_minor": 2000,
        "budget_minor": 10_000,
    }
    return make_incentive(study_id=study.pk, by=staff(Role.ANALYST), now=now, **(facts | given))


@pytest.mark.django_db(transaction=True)
def test_a_coupon_goes_out_once_under_retries_and_four_workers(fielded, mei, lin, staff, system, now):
    study, rows = fielded("paper", [mei, lin])
    made = promise(study, staff, now)
    add_coupons(incentive_id=made.pk, codes=["A-1", "A-2", "A-2", "A-3"], by=staff(Role.ANALYST))
    for row in rows:
        submit_response(invitation_id=row.pk, answers=ANSWERS, by=system, now=now)
    gate = Barrier(4)

    def work(invitation_id):
        gate.wait()
        reward(invitation_id=invitation_id, now=now)
        connections.close_all()

    threads = [Thread(target=work, args=(row.pk,)) for row in rows * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    give_owed(incentive_id=made.pk, now=now)
    given = Coupon.objects.filter(customer__isnull=False)
    assert sorted(given.values_list("customer_id", flat=True)) == sorted([mei.pk, lin.pk])
    assert Message.objects.filter(template="survey_reward", channel="app").count() == 2
    found = incentive_for(staff(Role.ANALYST), study.pk)
    assert (found.codes, found.given, found.left, found.spent_minor) == (3, 2, 1, 4000)


def test_the_event_thanks_and_the_member_sees_the_code(fielded, mei, staff, system, now):
    study, (row,) = fielded("paper", [mei])
    made = promise(study, staff, now)
    submit_response(invitation_id=row.pk, answers=ANSWERS, by=system, now=now)
    run_jobs()
    assert reward_of(row).code == "", "there is none yet"
    assert add_coupons(incentive_id=made.pk, how_many=3, by=staff(Role.ANALYST)) == 3
    give_owed(incentive_id=made.pk, now=now)
    code = reward_of(row).code
    assert len(code) == 10
    assert code in Message.objects.get(template="survey_reward", channel="app").body
    assert not {f.name for f in Coupon._meta.fields} & {"response", "invitation", "given_at"}


def test_the_budget_holds(fielded, mei, staff, now):
    study, _ = fielded("paper", [mei])
    for wrong in ({"kind": "gift"}, {"rules": " "}, {"budget_minor": 1}, {"kind": "draw", "prizes": 0}):
        with pytest.raises(Invalid):
            promise(study, staff, now, **wrong)
    made = promise(study, staff, now)
    with pytest.raises(Invalid):
        add_coupons(incentive_id=made.pk, how_many=6, by=staff(Role.ANALYST))
    with pytest.raises(NotAllowed):
        add_coupons(incentive_id=made.pk, how_many=1, by=staff(Role.SERVICE_AGENT))
    with pytest.raises(Conflict):
        promise(study, staff, now)
    assert not Coupon.objects.exists()


def test_a_draw_is_held_once_after_the_end_and_can_be_repeated(fielded, make_customer, staff, system, now):
    people = [make_customer(email=None) for _ in range(5)]
    study, rows = fielded("paper", people)
    analyst = staff(Role.ANALYST)
    made = promise(study, staff, now, kind="draw", prizes=2, value_minor=5000)
    for row in rows[:4]:
        submit_response(invitation_id=row.pk, answers=ANSWERS | {"channel": "app", "channel.other": None}, by=system, now=now)  # fmt: skip
    for row in rows[:3]:  # that the fourth has answered still waits in the queue when the draw is held
        reward(invitation_id=row.pk, now=now)
        reward(invitation_id=row.pk, now=now)
    assert DrawEntry.objects.count() == 3
    with pytest.raises(Conflict):
        hold_draw(incentive_id=made.pk, by=analyst, now=now)
    close_study(study_id=study.pk, by=analyst, now=now + timedelta(days=1))
    winners = [entry.customer_id for entry in hold_draw(incentive_id=made.pk, by=analyst, now=now)]
    assert [entry.customer_id for entry in hold_draw(incentive_id=made.pk, by=analyst, now=now)] == winners
    by_hand = sorted((row.customer_id for row in rows[:4]), key=lambda person: lot(made.seed, person))[:2]
    assert winners == by_hand
    reward(invitation_id=rows[3].pk, now=now)
    assert DrawEntry.objects.count() == 4
    assert not {f.name for f in DrawEntry._meta.fields} & {"response", "invitation", "entered_at"}
