"""The same question answered the slow and plain way: one line after the other, with a dictionary of what is used.

Written from docs/algorithms/cost_sharing.md, not from the engine; it shares no code with it and reads `benefits` itself.
The benchmark times it as the plain loop.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

Used = dict[tuple[Any, ...], int]


class Row(NamedTuple):
    policy_year: int
    plan: int
    category: str
    day: int
    cover_from: int
    cover_until: int
    waiting_from: int
    cause: int
    event: int
    billed: int
    refused: int = 0
    out_of_catalogue: int = 0
    class_self_paid: int = 0
    social_fund_paid: int = 0
    other_paid: int = 0
    settled: bool = False
    person: int = 0
    visit: int = 0
    tier: int = 0
    event_day: int = 0
    emergency: bool = False
    referred: bool = False
    unlisted: bool = False
    pre_existing: bool = False


class Answer(NamedTuple):
    stop: int
    eligible: int
    over_daily: int
    over_visit: int
    over_sub_limit: int
    copay: int
    deductible: int
    rated: int
    given_back: int
    over_indemnity: int
    over_group: int
    over_annual: int
    paid: int


class PlainGroup(NamedTuple):
    code: str
    limit: int | None
    deductible: int
    deductible_first: bool
    rates: tuple[int, int] | None
    factor: int | None


class PlainCategory(NamedTuple):
    covered: bool
    catalogue: bool
    class_part: bool
    daily: int | None
    sub_limit: int | None
    visit_limit: int | None
    event_limit: int | None
    times: tuple[int, str] | None
    copay: int
    settled: int
    unsettled: int
    tiers: dict[str, tuple[int, int] | None]
    bands: str | None
    bears: bool
    counts: bool
    group: PlainGroup | None
    further: PlainGroup | None
    apart: PlainGroup | None
    causes: tuple[int, ...]
    within: int | None
    after_expiry: int
    referral: bool
    listed: bool


class PlainShared(NamedTuple):
    """An amount of a person, of a family, or both."""

    own: int | None
    family: int | None


class PlainPlan(NamedTuple):
    waiting: tuple[int, int]
    less_fund: bool
    less_other: bool
    categories: dict[str, PlainCategory]
    limits_first: bool
    deductible: PlainShared | None
    deductible_first: bool
    counts_fund: bool
    counts_other: bool
    event_deductible: int
    event_first: bool
    maximum: PlainShared | None
    annual: PlainShared | None
    lifetime: int | None
    bands: dict[str, tuple[bool, list[tuple[int | None, int, int]]]]
    factor: int
    tiers: tuple[str, ...]
    emergency: str


def read(benefits: Mapping[str, Any], choices: Mapping[str, Any]) -> PlainPlan:  # noqa: C901 -- many small readers, one after the other
    """The rules as plain values."""

    def fen(value: Any) -> int:
        if isinstance(value, str) and value[0] == "$":
            value = choices[value[1:]]
        return int(Decimal(value.replace(",", "")) * 100) if isinstance(value, str) else value

    def maybe(value: Any) -> int | None:
        return None if value is None else fen(value)

    def basis_points(text: str) -> int:
        return int(Decimal(text[:-1]) * 100)

    def rates(given: Mapping[str, Any]) -> tuple[int, int]:
        return basis_points(given.get("rate_settled", "0%")), basis_points(given.get("rate_unsettled", "0%"))

    def shared(given: Mapping[str, Any] | None) -> PlainShared | None:
        if given is None:
            return None
        match given.get("shared", "person"):
            case "person":
                return PlainShared(fen(given["amount"]), None)
            case "family":
                return PlainShared(None, fen(given["amount"]))
            case _:
                return PlainShared(fen(given["amount"]), fen(given["family_amount"]))

    def group(name: str | None) -> PlainGroup | None:
        if name is None:
            return None
        given = benefits["groups"][name]
        deductible = given.get("deductible", {"amount": 0, "position": "before_rate"})
        return PlainGroup(
            code=name,
            limit=maybe(given.get("limit")),
            deductible=fen(deductible["amount"]),
            deductible_first=deductible["position"] == "before_rate",
            rates=rates(given) if "rate_settled" in given else None,
            factor=basis_points(given["pre_existing_factor"]) if "pre_existing_factor" in given else None,
        )

    def category(given: Mapping[str, Any]) -> PlainCategory:
        settled, unsettled = rates(given)
        times = given.get("times")
        causes = given.get("causes") or ["illness", "accident"]
        return PlainCategory(
            covered=given["covered"],
            catalogue=given.get("covers_out_of_catalogue", False),
            class_part=given.get("covers_class_self_paid", True),
            daily=maybe(given.get("daily_limit")),
            sub_limit=maybe(given.get("sub_limit")),
            visit_limit=maybe(given.get("visit_limit")),
            event_limit=maybe(given.get("event_limit")),
            times=(times["most"], times["of"]) if times else None,
            copay=fen(given.get("copay", 0)),
            settled=settled,
            unsettled=unsettled,
            tiers={
                name: rates(tier) if tier.get("covered", True) else None
                for name, tier in given.get("tiers", {}).items()
            },
            bands=given.get("bands"),
            bears=given.get("deductible_applies", True),
            counts=given.get("counts_to_maximum", True),
            group=group(given.get("group")),
            further=group(given.get("overflow_group")),
            apart=group(given.get("out_of_catalogue_group")),
            causes=tuple(["illness", "accident"].index(cause) for cause in causes),
            within=given.get("within_days"),
            after_expiry=given.get("after_expiry_days", 0),
            referral=given.get("referral_required", False),
            listed=given.get("listed_hospitals_only", False),
        )

    def bands(given: Mapping[str, Any]) -> tuple[bool, list[tuple[int | None, int, int]]]:
        return given["over"] == "event", [(maybe(row["up_to"]), *rates(row)) for row in given["rows"]]

    first = {"amount": 0, "per": "policy_year", "position": "before_rate"}
    deductible = benefits.get("deductible")
    event = benefits.get("event_deductible", first)
    if deductible and deductible["per"] == "event":
        event, deductible = deductible, None
    counts = (deductible or {}).get("counts", {})
    lifetime, network = benefits.get("lifetime_limit"), benefits.get("network", {})
    return PlainPlan(
        waiting=(benefits["waiting"]["illness_days"], benefits["waiting"]["accident_days"]),
        less_fund=benefits["social_insurance"]["subtract_fund"],
        less_other=benefits.get("other_cover", {"subtract": True})["subtract"],
        categories={name: category(given) for name, given in benefits["categories"].items()},
        limits_first=benefits.get("sub_limit_position", "before_deductible") == "before_deductible",
        deductible=shared(deductible),
        deductible_first=(deductible or first)["position"] == "before_rate",
        counts_fund=counts.get("social_fund", False),
        counts_other=counts.get("other_cover", False),
        event_deductible=fen(event["amount"]),
        event_first=event["position"] == "before_rate",
        maximum=shared(benefits.get("out_of_pocket_maximum")),
        annual=shared(benefits.get("annual_limit")),
        lifetime=fen(lifetime["amount"]) if lifetime else None,
        bands={name: bands(given) for name, given in benefits.get("bands", {}).items()},
        factor=basis_points(benefits.get("pre_existing", {"factor": "100%"})["factor"]),
        tiers=tuple(network.get("tiers", ())),
        emergency=network.get("emergency", ""),
    )


def settle(rows: Iterable[Row], plans: list[PlainPlan], used: Used | None = None) -> list[Answer]:
    """An answer for each row. `used` holds the balances and is carried on in place."""
    used = {} if used is None else used
    return [_line(row, plans[row.plan], used) for row in rows]


def _line(row: Row, plan: PlainPlan, used: Used) -> Answer:
    category = plan.categories.get(row.category)
    tier = ""
    if plan.tiers:
        tier = plan.emergency if row.emergency else plan.tiers[min(row.tier, len(plan.tiers) - 1)]
    if stop := _stop(row, plan, category, tier):
        return Answer(stop, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    assert category is not None

    left = row.billed - row.refused
    if not category.catalogue or category.apart is not None:
        left -= row.out_of_catalogue
    if not category.class_part:
        left -= row.class_self_paid
    if plan.less_fund:
        left -= row.social_fund_paid
    if plan.less_other:
        left -= row.other_paid
    expense = max(row.billed - row.social_fund_paid - row.other_paid, 0)
    answer, of_expense = _share(row, plan, category, category.group, tier, max(left, 0), expense, used)
    if category.apart is None or row.out_of_catalogue == 0:
        return answer
    apart = max(min(row.out_of_catalogue, row.billed - row.refused), 0)
    second = category._replace(bands=None, further=None)
    other, _ = _share(row, plan, second, category.apart, tier, apart, expense - of_expense, used, second=True)
    return Answer(*(mine + more for mine, more in zip(answer, other, strict=True)))


def _stop(row: Row, plan: PlainPlan, category: PlainCategory | None, tier: str) -> int:  # noqa: PLR0911 -- one test after the other, as on the page
    event_day = row.event_day or row.day
    until = row.cover_until
    if (
        category is not None
        and category.covered
        and tier_covered(category, tier)
        and row.cover_from <= event_day < until
    ):
        until += category.after_expiry
    if row.day < row.cover_from or row.day >= until:
        return 1
    if row.day < row.waiting_from + plan.waiting[row.cause]:
        return 2
    if category is None or not category.covered:
        return 3
    if not tier_covered(category, tier):
        return 4
    if row.cause not in category.causes:
        return 5
    if category.within is not None and row.day > event_day + category.within:
        return 6
    if category.referral and not row.referred and not row.emergency:
        return 7
    if category.listed and row.unlisted and not row.emergency:
        return 8
    return 0


def tier_covered(category: PlainCategory, tier: str) -> bool:
    return category.tiers.get(tier, (0, 0)) is not None


def _take(used: Used, key: tuple[Any, ...], cap: int, amount: int) -> int:
    """What the cap of `key` still takes of `amount`; it is used from now on."""
    before = used.get(key, 0)
    taken = min(amount, max(cap - before, 0))
    used[key] = before + taken
    return taken


def _share(  # noqa: C901, PLR0912 -- one body, read from top to bottom like the page
    row: Row, plan: PlainPlan, category: PlainCategory, group: PlainGroup | None, tier: str, eligible: int, expense: int,
    used: Used, second: bool = False,
) -> tuple[Answer, int]:  # fmt: skip
    year, person, name = row.policy_year, row.person, row.category
    visit = ("visit", row.visit) if row.visit else ("day", row.day)
    left = eligible
    over_daily = over_visit = over_sub_limit = over_group = copay = deductible = given_back = 0

    if category.times is not None and left > 0:
        most, of = category.times
        once = (year, "once", person, name, {"day": row.day, "visit": visit, "event": row.event}[of])
        count = (year, "count", person, name)
        if once not in used:
            if used.get(count, 0) < most:
                used[once] = 1
                used[count] = used.get(count, 0) + 1
            else:
                left, over_visit = 0, left
    if category.daily is not None:
        kept = _take(used, (year, "day", person, name, row.day), category.daily, left)
        left, over_daily = kept, left - kept
    if plan.limits_first:
        left, over_visit, over_sub_limit = _limits(row, category, visit, left, over_visit, used)

    counted = left
    if category.copay:
        copay = _take(used, (year, "copay", person, name, visit), category.copay, left)
        left -= copay
    borne = _deductibles(row, plan, category, group, left, True, second, used)
    left, deductible = left - borne, borne

    product = _product(row, plan, category, group, tier, left, used)
    whole, rest = divmod(product, 10_000)
    rated = left = whole + 1 if rest >= 5_000 else whole

    borne = _deductibles(row, plan, category, group, left, False, second, used)
    left, deductible = left - borne, deductible + borne
    if plan.maximum is not None and category.counts:
        own = counted - left
        given_back = own - _shared(used, plan.maximum, (year, "own", person), (year, "family own"), own)
        left += given_back
    if not plan.limits_first:
        left, over_visit, over_sub_limit = _limits(row, category, visit, left, over_visit, used)

    of_expense = min(left, expense)
    over_indemnity, left = left - of_expense, of_expense
    if group is not None and group.limit is not None:
        kept = _take(used, (year, "group", person, group.code), group.limit, left)
        over_group, left = left - kept, kept
        if category.further is not None:
            more = over_group
            if category.further.limit is not None:
                more = _take(
                    used, (year, "overflow", person, category.further.code), category.further.limit, more
                )
            over_group, left = over_group - more, left + more
    if plan.lifetime is not None:
        kept = _take(used, (year, "lifetime", person), plan.lifetime, left)
        over_group, left = over_group + left - kept, kept
    over_annual = 0
    if plan.annual is not None:
        kept = _shared(used, plan.annual, (year, "annual", person), (year, "family annual"), left)
        over_annual, left = left - kept, kept
    return Answer(
        0, eligible, over_daily, over_visit, over_sub_limit, copay, deductible, rated, given_back, over_indemnity,
        over_group, over_annual, left,
    ), of_expense  # fmt: skip


def _limits(
    row: Row, category: PlainCategory, visit: tuple[str, int], left: int, over_visit: int, used: Used
) -> tuple[int, int, int]:
    year, person, name = row.policy_year, row.person, row.category
    over_sub_limit = 0
    if category.visit_limit is not None:
        kept = _take(used, (year, "visit", person, name, visit), category.visit_limit, left)
        left, over_visit = kept, over_visit + left - kept
    if category.event_limit is not None:
        kept = _take(used, (year, "of event", person, name, row.event), category.event_limit, left)
        left, over_visit = kept, over_visit + left - kept
    if category.sub_limit is not None:
        kept = _take(used, (year, "sub", person, name), category.sub_limit, left)
        left, over_sub_limit = kept, left - kept
    return left, over_visit, over_sub_limit


def _deductibles(
    row: Row, plan: PlainPlan, category: PlainCategory, group: PlainGroup | None, left: int, first: bool, second: bool,
    used: Used,
) -> int:  # fmt: skip
    """What is borne of `left` at this position: of the liability's deductible, the event's and the year's."""
    if not category.bears:
        return 0
    year, person = row.policy_year, row.person
    borne = 0
    if group is not None and group.deductible and group.deductible_first is first:
        borne += _take(used, (year, "group deductible", person, group.code), group.deductible, left)
    if plan.event_deductible and plan.event_first is first:
        borne += _take(used, (year, "event", person, row.event), plan.event_deductible, left - borne)
    if plan.deductible is not None and plan.deductible_first is first:
        keys = (year, "deductible", person), (year, "family deductible")
        if not second:
            others = row.social_fund_paid if plan.counts_fund else 0
            others += row.other_paid if plan.counts_other else 0
            _shared(used, plan.deductible, *keys, others)
        borne += _shared(used, plan.deductible, *keys, left - borne)
    return borne


def _shared(
    used: Used, cap: PlainShared, own_key: tuple[Any, ...], family_key: tuple[Any, ...], amount: int
) -> int:
    """What a person's cap and the family's around it still take of `amount`."""
    taken = amount
    if cap.own is not None:
        taken = min(taken, max(cap.own - used.get(own_key, 0), 0))
    if cap.family is not None:
        taken = min(taken, max(cap.family - used.get(family_key, 0), 0))
        used[family_key] = used.get(family_key, 0) + taken
    if cap.own is not None:
        used[own_key] = used.get(own_key, 0) + taken
    return taken


def _product(
    row: Row, plan: PlainPlan, category: PlainCategory, group: PlainGroup | None, tier: str, left: int, used: Used
) -> int:  # fmt: skip
    """`left` times its rate, in ten-thousandths of a fen."""
    factor = 10_000
    if row.pre_existing:
        factor = group.factor if group is not None and group.factor is not None else plan.factor
    if category.bands is not None:
        by_event, bands = plan.bands[category.bands]
        key = (row.policy_year, "bands", row.person, category.bands, *([row.event] if by_event else []))
        before = used.get(key, 0)
        used[key] = before + left
        product = begin = 0
        for end, settled, unsettled in bands:
            upper = before + left if end is None else min(before + left, end)
            product += max(upper - max(before, begin), 0) * (settled if row.settled else unsettled)
            begin = end or 0
    else:
        rates = category.tiers.get(tier) or (category.settled, category.unsettled)
        if group is not None and group.rates is not None:
            rates = group.rates
        product = left * (rates[0] if row.settled else rates[1])
    whole = product * factor
    assert whole % 10_000 == 0
    return whole // 10_000
