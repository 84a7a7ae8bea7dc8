"""Reading the rules of a plan that pays bills from its `benefits` section; what does not fit together is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from hearten.engines.costsharing.fitting import mismatches
from hearten.engines.costsharing.reading import Said, Section
from hearten.engines.costsharing.terms import (
    AnnualLimit,
    Band,
    BandTable,
    Category,
    Deductible,
    DeductiblePosition,
    Group,
    Maximum,
    Network,
    ParamDate,
    Per,
    PreExisting,
    Rules,
    Shared,
    SubLimitPosition,
    Subtraction,
    TierRates,
    Times,
    Unit,
    Waiting,
)
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

LONGEST_WAIT = 180
LONGEST_TIME = 3660
MOST_TIMES = 10_000
MOST_TIERS = 4

_T = TypeVar("_T")


def read_indemnity(section: Section) -> Rules:
    """The rules of an indemnity section. Raises Invalid naming what is wrong, where, and how to mend it."""
    section.only(
        "kind", "param_date", "waiting", "social_insurance", "other_cover", "categories", "deductible", "event_deductible",
        "sub_limit_position", "annual_limit", "lifetime_limit", "out_of_pocket_maximum", "bands", "groups", "pre_existing",
        "network", "rounding",
    )  # fmt: skip
    section.one_of("rounding", "half_up_per_line")
    position = section.one_of("sub_limit_position", *SubLimitPosition, default="before_deductible")
    network = _network(section.section("network")) if section.has("network") else None
    rules = Rules(
        param_date=ParamDate(section.one_of("param_date", *ParamDate)),
        waiting=read_waiting(section),
        social_insurance=_subtraction(section.section("social_insurance"), "subtract_fund"),
        other_cover=_subtraction(section.section("other_cover"), "subtract")
        if section.has("other_cover")
        else Subtraction(subtract=True, said=Said()),
        categories=tuple(
            _category(code, given, network.tiers if network else ())
            for code, given in section.sections("categories")
        ),
        deductible=_deductible(section.section("deductible")) if section.has("deductible") else None,
        sub_limit_position=SubLimitPosition(position),
        annual_limit=_limit(section.section("annual_limit"), "person", "family")
        if section.has("annual_limit")
        else None,
        event_deductible=_event_deductible(section.section("event_deductible"))
        if section.has("event_deductible")
        else None,
        out_of_pocket_maximum=_maximum(section.section("out_of_pocket_maximum"))
        if section.has("out_of_pocket_maximum")
        else None,
        lifetime_limit=_limit(section.section("lifetime_limit"), "person")
        if section.has("lifetime_limit")
        else None,
        bands=_tables(section, "bands", _bands),
        groups=_tables(section, "groups", _group),
        pre_existing=_pre_existing(section.section("pre_existing")) if section.has("pre_existing") else None,
        network=network,
    )
    for place, message, hint in mismatches(rules):
        raise Invalid(message, field=f"{section.where}.{place}", hint=hint)
    return rules


def read_waiting(section: Section) -> Waiting:
    waiting = section.section("waiting")
    waiting.only("illness_days", "accident_days", "clause", "label")
    return Waiting(
        waiting.count("illness_days", most=LONGEST_WAIT),
        waiting.count("accident_days", most=LONGEST_WAIT),
        waiting.said(),
    )


def _subtraction(section: Section, name: str) -> Subtraction:
    section.only(name, "clause", "label")
    return Subtraction(section.flag(name), section.said())


def _category(code: str, given: Section, tiers: tuple[str, ...]) -> Category:
    given.only(
        "clause", "label", "covered", "covers_out_of_catalogue", "covers_class_self_paid", "sub_limit", "daily_limit",
        "rate_settled", "rate_unsettled", "deductible_applies", "visit_limit", "event_limit", "times", "copay", "bands",
        "group", "overflow_group", "out_of_catalogue_group", "causes", "within_days", "after_expiry_days", "referral_required",
        "listed_hospitals_only", "counts_to_maximum", "tiers",
    )  # fmt: skip
    covered = given.flag("covered")
    said = given.said(labelled=True)
    if not covered:
        return Category(code, said, covered=False)
    rated_elsewhere = given.has("bands") or given.has("group")
    rated = not rated_elsewhere or given.has("rate_settled") or given.has("rate_unsettled")
    return Category(
        code=code,
        said=said,
        covered=True,
        covers_out_of_catalogue=given.flag("covers_out_of_catalogue"),
        covers_class_self_paid=given.flag("covers_class_self_paid", default=True),
        sub_limit=given.amount_or_none("sub_limit"),
        daily_limit=given.amount_or_none("daily_limit"),
        rate_settled=given.rate("rate_settled") if rated else 0,
        rate_unsettled=given.rate("rate_unsettled") if rated else 0,
        rated=rated,
        deductible_applies=given.flag("deductible_applies", default=True),
        visit_limit=given.amount_or_none("visit_limit"),
        event_limit=given.amount_or_none("event_limit"),
        times=_times(given.section("times")) if given.has("times") else None,
        copay=given.amount_or_none("copay") or 0,
        bands=given.name_or_none("bands"),
        group=given.name_or_none("group"),
        overflow_group=given.name_or_none("overflow_group"),
        out_of_catalogue_group=given.name_or_none("out_of_catalogue_group"),
        causes=given.words("causes", "illness", "accident") if given.has("causes") else (),
        within_days=given.count("within_days", most=LONGEST_TIME) if given.has("within_days") else None,
        after_expiry_days=given.count("after_expiry_days", most=LONGEST_TIME)
        if given.has("after_expiry_days")
        else 0,
        referral_required=given.flag("referral_required", default=False),
        listed_hospitals_only=given.flag("listed_hospitals_only", default=False),
        counts_to_maximum=given.flag("counts_to_maximum", default=True),
        tiers=_tier_rates(given.section("tiers"), tiers) if given.has("tiers") else (),
    )


def _tier_rates(given: Section, names: tuple[str, ...]) -> tuple[tuple[str, TierRates], ...]:
    given.only(*names)
    rates = []
    for name in given.given:
        tier = given.section(name)
        tier.only("covered", "rate_settled", "rate_unsettled")
        if tier.flag("covered", default=True):
            rates.append((name, TierRates(True, tier.rate("rate_settled"), tier.rate("rate_unsettled"))))
        else:
            rates.append((name, TierRates(covered=False)))
    return tuple(rates)


def _times(given: Section) -> Times:
    given.only("most", "of")
    return Times(given.count("most", most=MOST_TIMES), Unit(given.one_of("of", *Unit)))


def _deductible(given: Section) -> Deductible:
    given.only("amount", "per", "position", "shared", "family_amount", "counts", "clause", "label")
    per = Per(given.one_of("per", *Per))
    counts = given.section("counts") if given.has("counts") else Section.of({}, given.where, {})
    counts.only("social_fund", "other_cover")
    allowed = tuple(Shared) if per is Per.POLICY_YEAR else (Shared.PERSON,)
    shared = Shared(given.one_of("shared", *allowed, default="person"))
    amount = given.amount("amount")
    return Deductible(
        amount=amount,
        per=per,
        position=DeductiblePosition(given.one_of("position", *DeductiblePosition)),
        said=given.said(),
        shared=shared,
        family_amount=_family_amount(given, shared, amount),
        counts_social=counts.flag("social_fund", default=False),
        counts_other=counts.flag("other_cover", default=False),
    )


def _event_deductible(given: Section) -> Deductible:
    given.only("amount", "position", "clause", "label")
    return Deductible(
        amount=given.amount("amount"),
        per=Per.EVENT,
        position=DeductiblePosition(given.one_of("position", *DeductiblePosition)),
        said=given.said(),
    )


def _maximum(given: Section) -> Maximum:
    given.only("amount", "shared", "family_amount", "clause", "label")
    shared = Shared(given.one_of("shared", *Shared, default="person"))
    amount = given.amount("amount")
    return Maximum(amount, given.said(), shared, _family_amount(given, shared, amount))


def _family_amount(given: Section, shared: Shared, amount: int) -> int | None:
    """The family's amount, which is stated where, and only where, a person's is embedded in it."""
    if shared is not Shared.EMBEDDED:
        given.without("family_amount", N_("Only an embedded amount has a family's amount beside it."))
        return None
    family = given.amount("family_amount")
    if family < amount:
        raise Invalid(
            N_("The family's amount is less than one person's."),
            field=f"{given.where}.family_amount",
            hint=N_("Write at least the person's amount."),
        )
    return family


def _limit(given: Section, *shared: str) -> AnnualLimit:
    given.only("amount", "shared", "clause", "label") if len(shared) > 1 else given.only(
        "amount", "clause", "label"
    )
    return AnnualLimit(
        given.amount("amount"), given.said(), Shared(given.one_of("shared", *shared, default="person"))
    )


def _tables(section: Section, name: str, read: Callable[[str, Section], _T]) -> Mapping[str, _T]:
    if not section.has(name):
        return {}
    return {code: read(code, given) for code, given in section.sections(name)}


def _bands(code: str, given: Section) -> BandTable:
    given.only("over", "rows", "clause", "label")
    over = Per(given.one_of("over", *Per))
    rows: list[Band] = []
    last: int | None = 0
    for row in given.rows("rows"):
        row.only("up_to", "rate_settled", "rate_unsettled")
        up_to = row.amount_or_none("up_to")
        if last is None or (up_to is not None and up_to <= last):
            raise Invalid(
                N_("The bands do not rise."),
                field=f"{row.where}.up_to",
                hint=N_("Write each end above the one before it, and none for the last."),
            )
        rows.append(Band(up_to, row.rate("rate_settled"), row.rate("rate_unsettled")))
        last = up_to
    if last is not None:
        raise Invalid(
            N_("The last band ends somewhere."),
            field=f"{given.where}.rows",
            hint=N_("Write up_to: null for the last band; rate 0% if nothing is paid there."),
        )
    return BandTable(code, over, tuple(rows), given.said())


def _group(code: str, given: Section) -> Group:
    given.only("clause", "label", "limit", "deductible", "rate_settled", "rate_unsettled", "pre_existing_factor")  # fmt: skip
    deductible = given.section("deductible") if given.has("deductible") else None
    if deductible:
        deductible.only("amount", "position")
    rated = given.has("rate_settled") or given.has("rate_unsettled")
    return Group(
        code=code,
        said=given.said(labelled=True),
        limit=given.amount_or_none("limit"),
        deductible=deductible.amount("amount") if deductible else 0,
        deductible_position=DeductiblePosition(deductible.one_of("position", *DeductiblePosition))
        if deductible
        else DeductiblePosition.BEFORE_RATE,
        rates=(given.rate("rate_settled"), given.rate("rate_unsettled")) if rated else None,
        pre_existing_factor=given.rate("pre_existing_factor") if given.has("pre_existing_factor") else None,
    )


def _pre_existing(given: Section) -> PreExisting:
    given.only("factor", "clause", "label")
    return PreExisting(given.rate("factor"), given.said())


def _network(given: Section) -> Network:
    given.only("tiers", "emergency", "clause", "label")
    tiers = given.codes("tiers", most=MOST_TIERS)
    return Network(tiers, given.one_of("emergency", *tiers), given.said())
