"""What sends a claim to a person: the rule book over real claims, with their values, in three queries (L4)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from hearten.base.accounts.types import Role
from hearten.domains.claims import selectors, services
from hearten.domains.claims.models import Claim, ClaimItem, ClaimWarning
from hearten.domains.claims.ports import NoScore, RiskScore, register_scorer
from hearten.domains.claims.selectors.warnings import warning_rules
from hearten.domains.claims.services.items import item_facts, kind_of, save_items
from hearten.domains.claims.services.review import needs_person, reasons_of, warnings_of
from hearten.domains.claims.types import ClaimState, ItemKind
from hearten.domains.partners.selectors import forget_hospitals
from hearten.domains.partners.services import load_organizations
from hearten.domains.partners.types import OrganizationFacts
from hearten.domains.terminology.selectors.memory import forget
from hearten.domains.terminology.services import Origin, load_facts
from hearten.domains.terminology.types import ConceptFacts, RuleFacts, System
from hearten.engines.review import KINDS
from hearten.kernel.errors import Invalid, NotAllowed
from tests.factories.claims import EVENT, SYSTEM, given_decided, given_policy, given_submitted, line

pytestmark = pytest.mark.django_db
STANDARDS = (
    20, 30, 40, 70, 80, 90, 100, 105, 120, 140, 180, 190, 200, 210, 220, 230, 240, 260, 270, 280, 285, 290,
    330, 350, 360, 370, 380, 390, 400, 410, 420, 450,
)  # fmt: skip
ORIGIN = Origin(publisher="nhsa", file="t.xlsx", sha256="0" * 64)


@pytest.fixture(autouse=True)
def _clean(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    forget()
    forget_hospitals()
    yield
    register_scorer(NoScore())
    forget()
    forget_hospitals()


class Pays:
    """An outcome that pays so much."""

    leaves_out = False

    def __init__(self, payable_minor: int = 270_00) -> None:
        self.payable_minor = payable_minor


def codes_of(claim, now, pays=270_00) -> list[str]:
    found = warnings_of([claim], {claim.pk: Pays(pays)}, now=now)[claim.pk]
    return [warning.code for warning in found]


def with_items(claim, *rows):
    save_items(items={claim: item_facts(rows, day=EVENT)})
    return claim


def test_a_simple_claim_meets_no_rule_that_needs_a_person(mei, now):
    claim = given_submitted(mei, given_policy(mei, now), now)
    found = warnings_of([claim], {claim.pk: Pays()}, now=now)[claim.pk]
    assert not needs_person(found)
    assert [one.code for one in found] == ["W380"]  # shown only: a bill above 500 yuan


def test_the_amount_is_the_threshold_of_the_book_and_says_its_values(mei, now):
    claim = given_submitted(mei, given_policy(mei, now), now)
    assert "amount" not in codes_of(claim, now, pays=4_999_99)
    (amount,) = [
        one
        for one in warnings_of([claim], {claim.pk: Pays(5_000_00)}, now=now)[claim.pk]
        if one.code == "amount"
    ]
    assert selectors.warning_sentence("amount", amount.facts, "en") == (
        "The rules would pay CNY 5,000.00; from CNY 5,000.00 on a person decides."
    )
    assert "5,000.00 元" in selectors.warning_sentence("amount", amount.facts, "zh-hans")


def test_warnings_are_kept_with_the_decision_and_shown_to_examiners_only(mei, now, staff):
    claim = given_decided(mei, given_policy(mei, now), now, papers=False)
    assert (claim.state, claim.review_reasons) == (ClaimState.IN_REVIEW, ["no_document"])
    kept = selectors.list_warnings_for(staff(Role.EXAMINER), claim.pk)
    assert [(row.code, row.severity) for row in kept] == [("no_document", "review"), ("W380", "info")]
    assert selectors.reasons_shown(staff(Role.EXAMINER), claim, "en") == [
        "No receipt or medical record is attached."
    ]
    from tests.factories.claims import member_actor

    with pytest.raises(NotAllowed):
        selectors.list_warnings_for(member_actor(mei), claim.pk)

    simple = given_decided(
        mei, given_policy(mei, now), now + timedelta(minutes=1), lines=[line(provider="二院")]
    )
    assert simple.auto, simple.review_reasons
    assert not ClaimWarning.objects.filter(claim=simple, severity="review").exists()


def test_many_claims_cost_three_queries(mei, lin, now, django_assert_num_queries):
    claims = [
        given_submitted(
            owner, given_policy(owner, now), now + timedelta(minutes=n), lines=[line(provider=f"{n}院")]
        )
        for n, owner in enumerate([mei, mei, lin])
    ]
    fresh = list(Claim.objects.filter(pk__in=[c.pk for c in claims]))
    outcomes = {claim.pk: Pays() for claim in fresh}
    warnings_of(fresh, outcomes, now=now)  # published tables and hospital levels are in memory from here on
    from hearten.base.vault.services import keys_at_hand

    with keys_at_hand({mei.pk, lin.pk}), django_assert_num_queries(3):
        assert len(warnings_of(fresh, outcomes, now=now + timedelta(hours=1))) == 3


def test_together_is_as_one_by_one(mei, now):
    """A repeated bill is the later claim's; behind a claim that waits for a person, the next of its policy waits."""
    policy = given_policy(mei, now)
    first = given_submitted(mei, policy, now, papers=False)
    second = given_submitted(mei, policy, now + timedelta(minutes=1))
    both = list(Claim.objects.filter(pk__in=[first.pk, second.pk]).order_by("-submitted_at"))
    found = warnings_of(both, {claim.pk: Pays() for claim in both}, now=now + timedelta(minutes=2))
    assert reasons_of(found[first.pk]) == ["no_document"]
    assert reasons_of(found[second.pk]) == ["earlier_open", "same_day_bill"]


def test_the_same_picture_in_another_members_claim_is_noticed(mei, lin, now):
    """W105: whoever hands it in second is looked at; the first is not."""
    from tests.factories.claims import given_draft, member_actor, photo

    found = {}
    for minute, owner in enumerate([mei, lin]):
        at = now + timedelta(minutes=minute)
        draft = given_draft(owner, given_policy(owner, now), at, papers=False)
        actor = member_actor(owner)
        services.attach_document(
            claim_id=draft.pk, kind="receipt", name="b.jpg", data=photo("red"), by=actor, now=at
        )
        claim = services.submit_claim(claim_id=draft.pk, by=actor, now=at)
        found[owner.pk] = codes_of(claim, now + timedelta(hours=1))
    assert "W105" not in found[mei.pk]
    assert "W105" in found[lin.pk]


def test_what_a_bill_lists_is_held_against_the_published_rules(mei, now):
    """Mei, a woman born in 1988, with an operation for men, a newborn's care and a partner charged beside its whole."""
    load_facts(
        rows=[
            RuleFacts(kind="sex", name="前列腺电切术", code="0033", limits={"sex": "male"}),
            RuleFacts(kind="age", name="新生儿护理", code="0012", limits={"group": "newborn", "below_days": 29}),
            RuleFacts(
                kind="duplicate", name="急诊监护费", code="0011", partner_code="0010", partner_name="急诊诊查费",
                limits={"span": "day"}, message="含诊查",
            ),
        ],
        origin=ORIGIN, by=SYSTEM, now=now,
    )  # fmt: skip
    claim = given_submitted(mei, given_policy(mei, now), now, lines=[line(billed=400_00, social=0, out=0)])
    with_items(
        claim,
        {"name": "前列腺电切术", "amount_minor": 300_00},
        {"name": "新生儿护理", "amount_minor": 40_00},
        {"name": "急诊监护费", "amount_minor": 40_00},
        {"name": "急诊诊查费", "amount_minor": 20_00},
    )
    found = {one.code: one for one in warnings_of([claim], {claim.pk: Pays()}, now=now)[claim.pk]}
    assert [code for code in found if code.startswith("rule_")] == ["rule_sex", "rule_age", "rule_duplicate"]
    said = selectors.warning_sentence("rule_duplicate", found["rule_duplicate"].facts, "zh-hans")
    assert said == "“急诊监护费”已包含“急诊诊查费”（20.00 元）。"
    assert "is for male patients only" in selectors.warning_sentence(
        "rule_sex", found["rule_sex"].facts, "en"
    )
    assert "W420" not in found  # the items add up to the bill


def test_items_that_do_not_add_up_and_a_small_hospital_are_noticed(mei, now):
    load_organizations(
        rows=[OrganizationFacts(source="t", source_id="1", name="镇卫生院", level=1)], by=SYSTEM, now=now
    )
    policy = given_policy(mei, now, "million-medical")
    stay = line(billed=900_00, social=0, out=0, category="inpatient", provider="镇卫生院", until_date=EVENT)
    claim = with_items(
        given_submitted(mei, policy, now, lines=[stay]), {"name": "普通病房床位费", "amount_minor": 899_00}
    )
    assert {"W090", "W290", "W420"} <= set(codes_of(claim, now))


def test_rows_of_a_bill_are_sealed_replaced_and_checked(mei, now):
    claim = given_submitted(mei, given_policy(mei, now), now)
    load_facts(
        rows=[ConceptFacts(system=System.DRUG, code="XA01", display="阿莫西林胶囊")],
        origin=ORIGIN,
        by=SYSTEM,
        now=now,
    )
    row = {"name": "阿莫西林胶囊", "amount_minor": 12_30, "quantity": "2盒", "unit_price_minor": 6_15}
    for _ in range(2):
        assert save_items(items={claim: item_facts([row, {"name": " ", "amount_minor": 1}], day=EVENT)}) == 1
    (kept,) = ClaimItem.objects.all()
    assert (kept.kind, kept.code, kept.system, kept.quantity_milli, kept.amount_minor) == (
        "drug",
        "XA01",
        "nhsa-drug",
        2000,
        12_30,
    )
    sealed = ClaimItem.objects.values_list("name", flat=True).get()
    assert "阿莫西林".encode() not in bytes(sealed)
    with pytest.raises(Invalid) as caught:
        save_items(items={claim: item_facts([row, {**row, "amount_minor": -1}], day=EVENT)})
    assert caught.value.field == "items.2.amount"
    assert ClaimItem.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("手术室费", "operating_room"), ("麻醉费", "anaesthesia"), ("手术费", "surgery"), ("阑尾切除术", "surgery"),
        ("西药费", "drug"), ("化验费", "test"), ("检查费", "examination"), ("床位费", "bed"), ("护理费", "nursing"),
        ("挂号费", "consultation"), ("卫生材料费", "material"), ("治疗费", "treatment"), ("其他费", "other"),
    ],
)  # fmt: skip
def test_a_row_is_known_by_its_words(name, kind):
    assert kind_of(name) == ItemKind(kind)


def test_a_score_is_used_where_there_is_one_and_nothing_is_made_up(mei, now):
    claim = given_submitted(mei, given_policy(mei, now), now)
    assert "risk" not in codes_of(claim, now)
    seen = []

    class Scorer:
        def scores(self, features):
            seen.extend(features)
            return {key: RiskScore(0.9, ("claimed_minor",)) for key, _ in features}

    register_scorer(Scorer())
    assert "risk" in codes_of(claim, now)
    assert seen[0][1]["claimed_minor"] == 850_00
    with pytest.raises(ValueError, match="between 0 and 1"):
        RiskScore(1.1)


def test_no_rule_of_the_book_is_silent_about_itself():
    """Every kind is used or known, every sentence can be said in both languages, block rules bend for nobody."""
    rules = warning_rules()
    assert len(rules) >= 37
    for one in rules:
        assert one.kind in KINDS
        for language in ("zh-hans", "en"):
            assert selectors.warning_name(one.code, language)
        assert not (one.severity == "block" and one.products)
    standards = {rule.standard for rule in rules if rule.standard}
    assert standards == {f"W{number:03}" for number in STANDARDS}


def test_the_queue_shows_what_a_warning_found(mei, now, staff):
    late = given_decided(
        mei, given_policy(mei, now), now, event_date=date(2026, 7, 1), lines=[line(day=date(2026, 7, 1))]
    )
    other = given_decided(mei, given_policy(mei, now), now, papers=False, lines=[line(provider="二院")])
    examiner = staff(Role.EXAMINER)

    def queue(**filters):
        return set(selectors.claims_queue(examiner, selectors.QueueFilters(**filters), now=now))

    assert queue(warning="late") == {late}
    assert queue(warning="no_document") == {other}
    assert queue(severity="review") == {late, other}
    assert queue(severity="block") == set()
    assert queue(severity="nothing") == {late, other}  # an unknown filter is none
