"""Automatic decisions are drawn fairly, looked at blind, and the report counts what people said (L4)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from hearten.base.accounts.types import Actor, Role
from hearten.domains.claims import services
from hearten.domains.claims.models import QualityCheck
from hearten.domains.claims.selectors.quality import list_checks_to_do, quality_report
from hearten.domains.claims.types import CheckReason
from hearten.kernel.errors import Conflict, Invalid, NotAllowed
from tests.factories.claims import given_decided, given_policy, line

pytestmark = pytest.mark.django_db
DRAW = Actor.system("tests")
NEXT_WEEK = timedelta(days=7)


@pytest.fixture
def drawn(make_customer, now):
    """Six automatic decisions of one week, and the checks drawn of them a week later."""
    for place, billed in enumerate((317_00, 327_00, 337_00, 347_00, 357_00, 367_00)):
        member = make_customer(email=f"m{place}@example.com", phone=f"1380000010{place}")
        lines = [line(billed=billed, social=0, out=0)]
        assert given_decided(member, given_policy(member, now), now, lines=lines).auto
    services.draw_quality_checks(by=DRAW, now=now + NEXT_WEEK)
    return list(QualityCheck.objects.order_by("id"))


def close(check, by, now, amount=None, note=""):
    paid = check.paid_minor if amount is None else amount
    return services.close_quality_check(check_id=check.pk, should_pay_minor=paid, note=note, by=by, now=now)


def test_at_least_a_few_of_each_product_are_drawn_and_the_draw_can_be_repeated(drawn, now):
    random = [row for row in drawn if row.reason == CheckReason.RANDOM]
    assert len([row for row in random if row.reading == 1]) == 3, "the least of a product"
    assert len([row for row in random if row.reading == 2]) == 1, "a second person looks at a fifth"
    chosen = {(row.claim_id, row.turn, row.reading, row.reason) for row in drawn}
    assert services.draw_quality_checks(by=DRAW, now=now + NEXT_WEEK) == 0
    QualityCheck.objects.all().delete()
    services.draw_quality_checks(by=DRAW, now=now + NEXT_WEEK)
    fields = ("claim_id", "turn", "reading", "reason")
    assert set(QualityCheck.objects.values_list(*fields)) == chosen


def test_what_people_decide_and_what_is_of_another_week_is_not_drawn(lin, now, examiner, waiting):
    services.decide_by_person(
        claim_id=waiting.pk, version=waiting.version, refuse=False, by=examiner("ann").actor, now=now
    )
    assert services.draw_quality_checks(by=DRAW, now=now + NEXT_WEEK) == 0
    given_decided(lin, given_policy(lin, now), now)
    assert services.draw_quality_checks(by=DRAW, now=now) == 0, "this week is not over"
    assert services.draw_quality_checks(by=DRAW, now=now + 2 * NEXT_WEEK) == 0, (
        "two weeks later it is too late"
    )
    assert services.draw_quality_checks(by=DRAW, now=now + NEXT_WEEK) == 2, "one, and a second look at it"


def test_nothing_of_the_decision_is_seen_before_the_look_is_closed(drawn, examiner):
    ann = examiner("ann")
    check = drawn[0]
    where = reverse("desk:claim_quality_check", args=[check.pk])
    page = ann.desk.get(where)
    paid = f"{check.paid_minor // 100}.{check.paid_minor % 100:02d}"
    assert "explanation" not in page.context
    assert paid not in page.content.decode()
    decided = reverse("desk:claim", args=[check.claim.number])
    assert f'"{decided}"' not in page.content.decode(), "no way to the decided claim"
    assert ann.desk.post(where, {"should_pay": "viel"}).status_code == 400
    check.refresh_from_db()
    assert check.closed_at is None
    assert ann.desk.post(where, {"should_pay": "1.00", "note": "算错了"}).status_code == 302
    check.refresh_from_db()
    assert (check.agrees, check.should_pay_minor, check.examiner) == (False, 1_00, ann.actor.label)
    assert paid in ann.desk.get(where).content.decode()
    assert ann.desk.post(where, {"should_pay": paid}).status_code == 400
    check.refresh_from_db()
    assert check.should_pay_minor == 1_00


def test_the_second_look_is_another_persons_and_a_look_is_closed_once(drawn, examiner, now, staff):
    ann, ben = examiner("ann").actor, examiner("ben").actor
    second = next(row for row in drawn if row.reading == 2)
    first = next(row for row in drawn if row.claim_id == second.claim_id and row.reading == 1)
    close(first, ann, now)
    assert second not in list_checks_to_do(ann)
    for by, amount, error in (
        (ann, 0, NotAllowed),
        (ben, -1, Invalid),
        (staff(Role.MANAGER), 0, NotAllowed),
    ):
        with pytest.raises(error):
            close(second, by, now, amount=amount)
    second.refresh_from_db()
    assert second.closed_at is None
    close(second, ben, now)
    with pytest.raises(Conflict):
        close(second, ben, now)


def test_the_report_counts_shares_money_and_people_apart(drawn, examiner, now):
    ann, ben = examiner("ann"), examiner("ben")
    random = [row for row in drawn if row.reason == CheckReason.RANDOM and row.reading == 1]
    second = next(row for row in drawn if row.reading == 2)
    close(random[0], ann.actor, now, amount=random[0].paid_minor + 10_00)
    for row in random[1:]:
        close(row, ann.actor, now)
    close(second, ben.actor, now, amount=0)
    report = quality_report(ben.actor, now=now)
    assert (report.drawn.n, report.drawn.agreed, report.drawn.too_little_minor) == (3, 2, 10_00)
    low, high = report.drawn.interval
    assert (round(low, 3), round(high, 3)) == (0.208, 0.939), "Wilson's interval of 2 of 3"
    assert (report.people.n, report.people.agreed) == (1, 0)
    assert report.by_product[0].n == 3
    assert report.waiting == len(drawn) - 4
    page = ben.desk.get(reverse("desk:claim_quality")).content.decode()
    assert "20.8" in page
    assert "93.9" in page


def test_people_beside_the_rules(examiner, waiting, now):
    from hearten.domains.claims.services.person import LineRefusal

    ann = examiner("ann").actor
    services.decide_by_person(
        claim_id=waiting.pk, version=waiting.version, refuse=False, sentence="重复收费。",
        refusals={1: LineRefusal(minor=100_00, reason="重复收费")}, by=ann, now=now + timedelta(hours=1),
    )  # fmt: skip
    report = quality_report(ann, now=now + timedelta(days=1))
    assert (report.examined.n, report.examined.agreed, report.examined.too_much_minor) == (1, 0, 90_00)
    assert [line.key for line in report.examined_by_warning] == ["no_document"]
