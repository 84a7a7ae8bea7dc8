"""Something on every desk page: cases under way, made by the services, of all products; a small portfolio plays fewer."""

from __future__ import annotations

from hearten.base.accounts.types import Actor
from hearten.domains.claims.models import AdvancePayment, Appeal, Claim, ClaimWarning, Compensation, Reading
from hearten.domains.claims.services.clocks import watch_clocks
from hearten.domains.claims.types import AppealState, ClaimState, CompensationState
from hearten.domains.partners.selectors import hospital_networks
from hearten.domains.products.selectors import get_product
from hearten.doors.demo import rooms
from hearten.doors.demo.portfolio import PLANS
from tests.doors.demo.conftest import NOW, UNTIL


def test_every_desk_page_has_something(demo):
    demo(members=120)
    played = Claim.objects.filter(client_token__startswith="demo:")
    assert played.filter(state=ClaimState.WAITING_MEMBER).exists()
    assert played.filter(state=ClaimState.IN_REVIEW, proposed_at__isnull=False).exists()
    assert set(Appeal.objects.values_list("state", flat=True)) == {AppealState.OPEN, AppealState.CHANGED}
    assert AdvancePayment.objects.exists()
    assert 1 <= Reading.objects.count() <= 3
    in_review = played.filter(state=ClaimState.IN_REVIEW)
    assert ClaimWarning.objects.filter(claim__in=in_review, code="same_day_bill").exists()
    assert "preferred" in hospital_networks().values()
    watch_clocks(by=Actor.system("tests"), now=NOW)
    assert Compensation.objects.filter(state=CompensationState.PROPOSED).exists()


def test_a_single_member_is_enough(demo):
    assert demo(members=1, months=3).counts["members"] == 1
    assert 0 < rooms.furnish(now=NOW) < len(rooms._ROOMS)  # too small a portfolio leaves rooms empty


def test_all_products_are_sold_and_claimed_under(demo):
    """Who holds what fits the product's own terms, and each kind of benefit has been paid to somebody."""
    demo(members=400)
    sold = set(Claim.objects.values_list("policy__product_code", flat=True))
    assert sold >= {plan.code for plan in PLANS} - {"long-term-care", "accident-disability"}
    for plan in PLANS:
        terms = get_product(plan.code, UNTIL).document["eligibility"]
        assert terms["age_from"] <= plan.ages[0]
        assert plan.ages[1] <= terms["age_to"]
    paid = set(Claim.objects.filter(payable_minor__gt=0).values_list("product_code", flat=True))
    assert {"accident-medical", "hospital-cash", "family-doctor", "student-medical"} <= paid
