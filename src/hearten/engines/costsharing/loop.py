"""The steps executed line by line: plain functions over tables of numbers, which `compiled` has Numba translate.

The same list of steps as `vector` reads, laid out by cell: for each cell the rows of `ops` that it takes. What is used
of each cap stands in `used` (a row for each person, row 0 for the family), or, where day, visit or event tell buckets
apart, in a hash table that begins anew with each policy year by its stamp.
"""

# ruff: noqa: PLR0917 -- compiled code passes its tables and its place by hand

from __future__ import annotations

from typing import Any, NamedTuple

from hearten.engines.costsharing.lines import LATEST_DAY
from hearten.kernel.money import BASIS_POINTS, LARGEST_MINOR

# Columns of `ops`.
EFFECT, COLUMN, CREDITS, CAPS, FIRST_CAP = 0, 1, 2, 3, 4
AMOUNT, SLOT, FINE, BY_PERSON = 0, 1, 2, 3
CAP_WIDTH = 4
OPS_WIDTH = FIRST_CAP + 2 * CAP_WIDTH
SOCIAL, OTHER = 1, 2

# Effects, fine keys and stops as numbers; `compiled` checks that they are those of the enums.
TIMES, LIMIT, DEDUCT, RATE, RETURN, INDEMNITY, OVERFLOW = range(7)
NO_KEY, BY_EVENT, BY_DAY, BY_VISIT = range(4)
NOT_IN_FORCE, WAITING, OTHER_CAUSE, TOO_LATE, NO_REFERRAL, UNLISTED = 1, 2, 5, 6, 7, 8

# Places in `state`.
STAMP, ROWS, PERSON, ROW, OPENED = range(5)
SEEN = 2**19
PEOPLE = 2**62
LARGEST_SUM = 2**62
_ROW = 2**20
_HALF = BASIS_POINTS // 2
_VISIT_BIT = 2**32


class Tables(NamedTuple):
    """The rules of a portfolio."""

    width: int
    tiers: int
    parts: int
    plans: int
    stops: Any
    causes: Any
    within_days: Any
    after_expiry: Any
    needs_referral: Any
    needs_listing: Any
    less_catalogue: Any
    less_class: Any
    less_fund: Any
    less_other: Any
    splits: Any
    waiting_days: Any
    emergency_tier: Any
    tier_count: Any
    rates: Any
    band_row: Any
    band_ends: Any
    band_rates: Any
    cell_start: Any
    ops: Any
    slots: Any
    open_slot: Any
    open_shape: Any


class Memory(NamedTuple):
    """What is used so far of the policy year at hand, and room to add up what steps take of a line."""

    used: Any
    key: Any
    fine: Any
    stamp: Any
    value: Any
    state: Any
    took: Any


class Opened(NamedTuple):
    """Opening balances, in the order of policy years."""

    policy_year: Any
    bucket: Any
    person: Any
    code: Any
    fine: Any
    used: Any


class Answer(NamedTuple):
    """Room for the answer; what steps took is written only where `traced`, a step that no plan has into some spare room."""

    traced: bool
    stop: Any
    eligible: Any
    over_daily: Any
    over_visit: Any
    over_sub_limit: Any
    copay: Any
    deductible: Any
    rated: Any
    given_back: Any
    over_indemnity: Any
    over_group: Any
    over_annual: Any
    paid: Any


def decide(c: Any, r: Any, m: Any, o: Any, t: Any) -> int:
    """Decide all lines; the place of the first line that can't be computed with, or −1."""
    total = 0
    plan = 0
    for i in range(len(c.policy_year)):
        if i == 0 or c.policy_year[i] != c.policy_year[i - 1]:
            plan = c.plan[i]
            if plan < 0 or plan >= r.plans or (i > 0 and c.policy_year[i] < c.policy_year[i - 1]):
                return i
            begin_year(c.policy_year[i], plan, r, m, o)
        if c.plan[i] != plan or out_of_range(c, r, i):
            return i
        total += c.billed[i]
        if total >= LARGEST_SUM:
            return i
        decide_line(c, r, m, t, i, plan)
    return -1


def out_of_range(c: Any, r: Any, i: int) -> bool:
    """Whether a value of the line can't be."""
    amounts = c.billed[i] | c.refused[i] | c.out_of_catalogue[i] | c.class_self_paid[i]
    amounts |= c.social_fund_paid[i] | c.other_paid[i]
    days = c.day[i] | c.cover_from[i] | c.cover_until[i] | c.waiting_from[i] | c.event_day[i]
    codes = (
        c.cause[i] < 0 or c.cause[i] > 1 or c.category[i] < -1 or c.category[i] > r.width - 2 or c.tier[i] < 0
    )
    if amounts < 0 or days < 0 or days > LATEST_DAY or codes:
        return True
    if amounts <= LARGEST_MINOR:
        return False
    largest = max(c.billed[i], c.refused[i], c.out_of_catalogue[i], c.class_self_paid[i])
    return max(largest, c.social_fund_paid[i], c.other_paid[i]) > LARGEST_MINOR  # type: ignore[no-any-return]


def begin_year(year: int, plan: int, r: Any, m: Any, o: Any) -> None:
    """Nothing is used of a new policy year but what its opening balances say."""
    s = m.state
    s[STAMP] += 1
    s[ROWS] = 1
    s[ROW] = -1
    for slot in range(r.slots[plan]):
        m.used[0, slot] = 0
    k = s[OPENED]
    while k < len(o.used) and o.policy_year[k] < year:
        k += 1
    while k < len(o.used) and o.policy_year[k] == year:
        open_bucket(k, plan, r, m, o)
        k += 1
    s[OPENED] = k


def open_bucket(k: int, plan: int, r: Any, m: Any, o: Any) -> None:
    """Take one opening balance over."""
    bucket = o.bucket[k]
    if bucket < 0 or bucket >= r.open_shape.shape[0]:
        return
    fine, counted = r.open_shape[bucket, 2], r.open_shape[bucket, 3]
    code = o.code[k] if r.open_shape[bucket, 1] else 0
    if code < 0 or code >= r.open_slot.shape[2] or r.open_slot[plan, bucket, code] < 0:
        return
    slot = r.open_slot[plan, bucket, code]
    row = person_row(o.person[k], r.slots[plan], m) if r.open_shape[bucket, 0] else 0
    if fine == NO_KEY or counted:
        m.used[row, slot] += o.used[k]
    if fine != NO_KEY:
        m.value[find(m, row * _ROW + slot + (SEEN if counted else 0), o.fine[k])] += o.used[k]


def person_row(person: int, slots: int, m: Any) -> int:
    """The row of a person of this policy year, a new one at first sight."""
    s = m.state
    if s[ROW] >= 0 and s[PERSON] == person:
        return s[ROW]  # type: ignore[no-any-return]
    at = find(m, PEOPLE, person)
    if m.value[at] == 0:
        m.value[at] = s[ROWS]
        for slot in range(slots):
            m.used[s[ROWS], slot] = 0
        s[ROWS] += 1
    s[PERSON], s[ROW] = person, m.value[at]
    return m.value[at]  # type: ignore[no-any-return]


def find(m: Any, key: int, fine: int) -> int:
    """The place of a bucket in the hash table; a new one holds zero."""
    mask = len(m.key) - 1
    at = ((key * 0x2545F4914F6CDD1D) ^ (fine * 0x1B873593CC9E2D51)) >> 17 & mask
    while m.stamp[at] == m.state[STAMP]:
        if m.key[at] == key and m.fine[at] == fine:
            return at
        at = (at + 1) & mask
    m.stamp[at], m.key[at], m.fine[at], m.value[at] = m.state[STAMP], key, fine, 0
    return at


def decide_line(c: Any, r: Any, m: Any, t: Any, i: int, plan: int) -> None:
    """One line: stop, or its one or two shares through the steps."""
    cell = (plan * r.tiers + tier_of(c, r, i, plan)) * r.parts * r.width + c.category[i] + 1
    stop = stop_of(c, r, i, cell, plan)
    t.stop[i] = stop
    for k in range(len(m.took)):
        m.took[k] = 0
    eligible = paid = 0
    if stop == 0:
        eligible = eligible_of(c, r, i, cell)
        expense = max(c.billed[i] - c.social_fund_paid[i] - c.other_paid[i], 0)
        row = person_row(c.person[i], r.slots[plan], m)
        paid, of_expense = decide_share(c, r, m, i, cell, row, eligible, expense)
        if r.splits[cell] and c.out_of_catalogue[i] > 0:
            second = max(min(c.out_of_catalogue[i], c.billed[i] - c.refused[i]), 0)
            more, _ = decide_share(c, r, m, i, cell + r.width, row, second, expense - of_expense)
            eligible, paid = eligible + second, paid + more
    t.eligible[i], t.paid[i] = eligible, paid
    if t.traced:
        keep(m.took, t, i)


def keep(took: Any, t: Any, i: int) -> None:
    """Write down what the steps took of the line."""
    t.over_daily[i] = took[0]
    t.over_visit[i] = took[1]
    t.over_sub_limit[i] = took[2]
    t.copay[i] = took[3]
    t.deductible[i] = took[4]
    t.rated[i] = took[5]
    t.given_back[i] = took[6]
    t.over_indemnity[i] = took[7]
    t.over_group[i] = took[8]
    t.over_annual[i] = took[9]


def tier_of(c: Any, r: Any, i: int, plan: int) -> int:
    """The tier at which the line counts."""
    if c.emergency[i]:
        return r.emergency_tier[plan]  # type: ignore[no-any-return]
    return min(c.tier[i], r.tier_count[plan] - 1)  # type: ignore[no-any-return]


def stop_of(c: Any, r: Any, i: int, cell: int, plan: int) -> int:  # noqa: PLR0911 -- one reason after the other
    """Why the line pays nothing; 0 when nothing speaks against it."""
    day = c.day[i]
    event_day = c.event_day[i] if c.event_day[i] != 0 else day
    until = c.cover_until[i]
    if day >= until and c.cover_from[i] <= event_day < until:
        until += r.after_expiry[cell]
    if day < c.cover_from[i] or day >= until:
        return NOT_IN_FORCE
    if day < c.waiting_from[i] + r.waiting_days[plan * 2 + c.cause[i]]:
        return WAITING
    if r.stops[cell] != 0:
        return r.stops[cell]  # type: ignore[no-any-return]
    if (r.causes[cell] >> c.cause[i]) & 1 == 0:
        return OTHER_CAUSE
    if day > event_day + r.within_days[cell]:
        return TOO_LATE
    if c.emergency[i]:
        return 0
    if r.needs_referral[cell] and not c.referred[i]:
        return NO_REFERRAL
    return UNLISTED if r.needs_listing[cell] and c.unlisted[i] else 0


def eligible_of(c: Any, r: Any, i: int, cell: int) -> int:
    """What of the line, or of its first share, counts."""
    left = c.billed[i] - c.refused[i]
    if r.less_catalogue[cell]:
        left -= c.out_of_catalogue[i]
    if r.less_class[cell]:
        left -= c.class_self_paid[i]
    if r.less_fund[cell]:
        left -= c.social_fund_paid[i]
    if r.less_other[cell]:
        left -= c.other_paid[i]
    return max(left, 0)  # type: ignore[no-any-return]


def decide_share(c: Any, r: Any, m: Any, i: int, cell: int, row: int, left: int, expense: int) -> Any:
    """What a share is paid, and how much of the expense it used."""
    own = cut = 0
    of_expense = 0
    for k in range(r.cell_start[cell], r.cell_start[cell + 1]):
        effect, column = r.ops[k, EFFECT], r.ops[k, COLUMN]
        if effect == LIMIT:
            kept = take(c, r, m, i, k, row, left, 0)
            cut = left - kept
            m.took[column] += cut
            left = kept
        elif effect == DEDUCT:
            borne = take(c, r, m, i, k, row, left, credit_of(c, r, i, k))
            m.took[column] += borne
            left -= borne
            own += borne
        elif effect == RATE:
            rated = rate(c, r, m, i, k, cell, row, left)
            m.took[column] += rated
            own += left - rated
            left = rated
        elif effect == RETURN:
            back = own - take(c, r, m, i, k, row, own, 0)
            m.took[column] += back
            left += back
        elif effect == INDEMNITY:
            of_expense = min(left, expense)
            m.took[column] += left - of_expense
            left = of_expense
        elif effect == OVERFLOW:
            more = take(c, r, m, i, k, row, cut, 0)
            m.took[column] -= more
            left += more
        elif left > 0 and not counts(c, r, m, i, k, row):
            m.took[column] += left
            left = 0
    return left, of_expense


def credit_of(c: Any, r: Any, i: int, k: int) -> int:
    """What others paid and uses the deductible up as well."""
    credit = 0
    if r.ops[k, CREDITS] & SOCIAL:
        credit += c.social_fund_paid[i]
    if r.ops[k, CREDITS] & OTHER:
        credit += c.other_paid[i]
    return credit


def fine_of(c: Any, i: int, kind: int) -> int:
    """What tells the buckets of a cap apart beyond person and code."""
    if kind == BY_EVENT:
        return c.event[i]  # type: ignore[no-any-return]
    if kind == BY_DAY or c.visit[i] == 0:
        return c.day[i]  # type: ignore[no-any-return]
    return (c.visit[i] & 0xFFFFFFFF) + _VISIT_BIT  # type: ignore[no-any-return]


def take(c: Any, r: Any, m: Any, i: int, k: int, row: int, amount: int, credit: int) -> int:
    """What the caps of an op still take of `amount`, after a credit; it is used from now on."""
    if amount == 0 and credit == 0:
        return 0
    at = find_cap(c, r, m, i, k, row, FIRST_CAP)
    room = r.ops[k, FIRST_CAP + AMOUNT] - read(r, m, k, row, FIRST_CAP, at)
    two = r.ops[k, CAPS] == 2  # noqa: PLR2004 -- a person's and a family's
    other = 0
    if two:
        other = find_cap(c, r, m, i, k, row, FIRST_CAP + CAP_WIDTH)
        own = r.ops[k, FIRST_CAP + CAP_WIDTH + AMOUNT] - read(r, m, k, row, FIRST_CAP + CAP_WIDTH, other)
        room = min(room, own)
    room = max(room, 0)
    credited = min(credit, room)
    taken = min(amount, room - credited)
    write(r, m, k, row, FIRST_CAP, at, credited + taken)
    if two:
        write(r, m, k, row, FIRST_CAP + CAP_WIDTH, other, credited + taken)
    return taken  # type: ignore[no-any-return]


def find_cap(c: Any, r: Any, m: Any, i: int, k: int, row: int, cap: int) -> int:
    """The place in the hash table of a cap's bucket, where it has one there."""
    fine = r.ops[k, cap + FINE]
    if fine == NO_KEY:
        return 0
    return find(m, row * _ROW + r.ops[k, cap + SLOT], fine_of(c, i, fine))


def read(r: Any, m: Any, k: int, row: int, cap: int, at: int) -> int:
    if r.ops[k, cap + FINE] != NO_KEY:
        return m.value[at]  # type: ignore[no-any-return]
    return m.used[row if r.ops[k, cap + BY_PERSON] else 0, r.ops[k, cap + SLOT]]  # type: ignore[no-any-return]


def write(r: Any, m: Any, k: int, row: int, cap: int, at: int, more: int) -> None:
    if r.ops[k, cap + FINE] != NO_KEY:
        m.value[at] += more
    else:
        m.used[row if r.ops[k, cap + BY_PERSON] else 0, r.ops[k, cap + SLOT]] += more


def counts(c: Any, r: Any, m: Any, i: int, k: int, row: int) -> bool:
    """Whether the line's day (visit, event) is among those that count."""
    slot = r.ops[k, FIRST_CAP + SLOT]
    at = find(m, row * _ROW + slot + SEEN, fine_of(c, i, r.ops[k, FIRST_CAP + FINE]))
    if m.value[at] > 0:
        return True
    if m.used[row, slot] >= r.ops[k, FIRST_CAP + AMOUNT]:
        return False
    m.value[at] = 1
    m.used[row, slot] += 1
    return True


def rate(c: Any, r: Any, m: Any, i: int, k: int, cell: int, row: int, amount: int) -> int:
    """The rate's share of an amount, half up to the minor unit."""
    if amount == 0:
        return 0
    variant = (2 if c.pre_existing[i] else 0) + (1 if c.settled[i] else 0)
    band_row = r.band_row[cell]
    if band_row < 0:
        return (amount * r.rates[cell * 4 + variant] + _HALF) // BASIS_POINTS  # type: ignore[no-any-return]
    at = find_cap(c, r, m, i, k, row, FIRST_CAP)
    lower = read(r, m, k, row, FIRST_CAP, at)
    write(r, m, k, row, FIRST_CAP, at, amount)
    product = begin = 0
    for band in range(r.band_ends.shape[1]):
        end = r.band_ends[band_row, band]
        part = min(lower + amount, end) - max(lower, begin)
        if part > 0:
            product += part * r.band_rates[band_row, band, variant]
        begin = end
    return (product + _HALF) // BASIS_POINTS


# What `decide` calls.
HELPERS = (
    out_of_range, begin_year, open_bucket, person_row, find, decide_line, keep, tier_of, stop_of, eligible_of, decide_share,
    credit_of, fine_of, take, find_cap, read, write, counts, rate,
)  # fmt: skip
