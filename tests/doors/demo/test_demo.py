"""The demo insurer is believable, the same for the same seed, written once, and analysis finds its truth."""

from __future__ import annotations

import re

import pytest

from hearten.base.accounts.models import User
from hearten.base.accounts.types import Actor, Role
from hearten.base.touchpoints.models import Touchpoint
from hearten.domains.claims.models import AdvancePayment, Appeal, Claim, ClaimWarning, Compensation, Reading
from hearten.domains.claims.services.clocks import watch_clocks
from hearten.domains.claims.types import AppealState, ClaimState, CompensationState
from hearten.domains.customers.models import Customer
from hearten.domains.insight.selectors import measure
from hearten.domains.partners.selectors import hospital_networks
from hearten.domains.policies.models import Policy
from hearten.domains.products.selectors import get_product
from hearten.domains.research.models import CoderReading, Evidence, Material, Need, StudyStep
from hearten.domains.surveys.models import Invitation, Response
from hearten.doors.demo.people import id_check_character, make_people
from hearten.doors.demo.portfolio import PLANS
from hearten.doors.demo.signins import STAFF, shared_password
from hearten.kernel.errors import Conflict
from tests.doors.demo.conftest import NOW, UNTIL
from tests.doors.demo.furnished import assert_every_room_has_something_done_and_something_waiting
from tests.doors.demo.planted import assert_planted_truths_are_found

ANALYST = Actor.system("tests")


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 20260101])
def test_one_large_enough_to_be_looked_into(demo, seed):
    """Looked at from three sides: making one takes long."""
    truth = demo(members=600, seed=seed).truth
    _measures_find_the_truth_that_was_put_in(truth)
    _all_products_are_sold_and_claimed_under()
    if seed == 1:
        assert_every_room_has_something_done_and_something_waiting()


def _measures_find_the_truth_that_was_put_in(truth):
    """What must hold: NPS, claim-delay effect and lapse effect lie within the intervals that are reported."""
    nps = measure(ANALYST, "nps").total
    assert nps.n == truth["nps"]["answers"]
    assert nps.low <= truth["nps"]["answering"] <= nps.high
    delay = measure(ANALYST, "delay_effect").total
    assert delay.low <= truth["claim_delay_effect_on_csat"]["slope_per_day"] <= delay.high < 0
    lapse, told = measure(ANALYST, "lapse_effect").total, truth["lapse_effect_of_unresolved_complaints"]
    assert lapse.n == told["complaints_closed"]
    assert 0 < lapse.low <= told["risk_difference"] <= lapse.high
    rate = measure(ANALYST, "response_rate").total
    assert rate.low <= truth["response_rate"]["expected"] <= rate.high
    assert_planted_truths_are_found(truth["studies"])


def _all_products_are_sold_and_claimed_under():
    """Who holds what fits the product's own terms, and each kind of benefit has been paid to somebody."""
    sold = set(Claim.objects.values_list("policy__product_code", flat=True))
    assert sold >= {plan.code for plan in PLANS} - {"long-term-care", "accident-disability"}
    for plan in PLANS:
        terms = get_product(plan.code, UNTIL).document["eligibility"]
        assert terms["age_from"] <= plan.ages[0]
        assert plan.ages[1] <= terms["age_to"]
    paid = set(Claim.objects.filter(payable_minor__gt=0).values_list("product_code", flat=True))
    assert {"accident-medical", "hospital-cash", "family-doctor", "student-medical"} <= paid


def test_the_same_seed_writes_the_same_records(demo, django_db_blocker):
    """Deterministic by seed, identities included; another seed differs."""
    from django.db import transaction

    digests = []
    for seed in (7, 7, 8):
        with transaction.atomic():
            digests.append(demo(seed=seed).digest)
            transaction.set_rollback(True)
    assert digests[0] == digests[1] != digests[2]


def test_a_second_run_is_refused_and_changes_nothing(demo):
    demo()
    before = Customer.objects.count()
    with pytest.raises(Conflict, match="already"):
        demo(seed=9)
    with pytest.raises(Conflict, match="seed"):
        demo(add=True)
    assert Customer.objects.count() == before
    demo(seed=9, add=True)
    assert Customer.objects.count() == 2 * before


def test_a_run_that_breaks_leaves_nothing(demo, monkeypatch):
    """All or nothing: what was written before the failure is gone, so the command can simply be given again."""
    from hearten.doors.demo import write

    monkeypatch.setattr(write, "load_cases", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        demo()
    assert not Customer.objects.exists()
    assert not Policy.objects.exists()
    monkeypatch.undo()
    assert demo().counts["members"] == 60


def test_a_demo_is_believable(demo, tmp_path):
    """One insurer, looked at from all sides: making one takes long."""
    demo(members=120)
    _every_desk_page_has_something()
    _something_is_left_in_motion(tmp_path)
    _the_records_fit_each_other()
    _the_needs_study_is_whole()
    _clocks_that_ran_out_are_seen()


def _every_desk_page_has_something():
    """Cases under way, made by the services, of all products."""
    played = Claim.objects.filter(client_token__startswith="demo:")
    assert played.filter(state=ClaimState.WAITING_MEMBER).exists()
    assert played.filter(state=ClaimState.IN_REVIEW, proposed_at__isnull=False).exists()
    assert set(Appeal.objects.values_list("state", flat=True)) == {AppealState.OPEN, AppealState.CHANGED}
    assert AdvancePayment.objects.exists()
    assert 1 <= Reading.objects.count() <= 3
    in_review = played.filter(state=ClaimState.IN_REVIEW)
    assert ClaimWarning.objects.filter(claim__in=in_review, code="same_day_bill").exists()
    assert "preferred" in hospital_networks().values()


def _clocks_that_ran_out_are_seen():
    watch_clocks(by=Actor.system("tests"), now=NOW)
    assert Compensation.objects.filter(state=CompensationState.PROPOSED).exists()


def _the_needs_study_is_whole():
    """All five steps are finished, every need stands on what was said, and two have read every material."""
    assert list(StudyStep.objects.values_list("state", flat=True)) == ["done"] * 5
    for need in Need.objects.all():
        assert Evidence.objects.filter(need=need, statement__isnull=False).exists()
    assert CoderReading.objects.count() == 2 * Material.objects.count() > 0


def _something_is_left_in_motion(tmp_path):
    """Claims wait for an examiner, every role can sign in, members have letters and news."""
    assert Claim.objects.filter(state="in_review").count() >= 3
    assert {Role(r) for r in User.objects.values_list("role", flat=True)} == set(Role)
    assert User.objects.filter(role=Role.MEMBER, customer_id__isnull=False).count() == 6
    admin = User.objects.get(role=Role.ADMINISTRATOR)
    assert admin.check_password(shared_password(tmp_path))
    assert (tmp_path / "password").stat().st_mode & 0o077 == 0
    assert len(STAFF) == User.objects.exclude(role=Role.MEMBER).count()


def _the_records_fit_each_other():
    """Nobody claims before cover begins or after it has ended; answers follow invitations; decisions are the rules' own."""
    for claim in Claim.objects.select_related("policy"):
        policy = claim.policy
        assert policy.inception <= claim.event_date <= (policy.ended_on or policy.expiry)
        assert claim.customer_id == policy.customer_id
    assert not Response.objects.exclude(invitation__state="answered").exists()
    assert Invitation.objects.filter(state="expired", answered_at__isnull=False).count() == 0
    kinds = set(Touchpoint.objects.values_list("kind", flat=True))
    assert {
        "policy.purchased",
        "claim.submitted",
        "claim.decided",
        "claim.paid",
        "case.opened",
        "case.closed",
    } <= kinds
    assert not Claim.objects.filter(decision="refused", auto=True).exists()


def test_people_are_believable_and_nobodys():
    people = make_people(2000, 3, UNTIL)
    assert len(set(people.email)) == len(set(people.phone)) == len(set(people.id_number)) == 2000
    for number, birth, female in zip(people.id_number, people.birth, people.female, strict=True):
        assert number.startswith("99")  # no place has this division code
        assert number[6:14] == f"{birth:%Y%m%d}"
        assert int(number[16]) % 2 == (0 if female else 1)
        assert number[17] == id_check_character(number[:17])
    assert all(re.fullmatch(r"12\d{9}", phone) for phone in people.phone)  # no operator's
    assert all(re.fullmatch(r"[\u4e00-\u9fff]{2,4}", name) for name in people.name)
    assert len(set(people.name)) > 800
    assert 0.06 < sum(age < 18 for age in people.age) / 2000 < 0.2
