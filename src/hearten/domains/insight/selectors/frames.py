"""The rows that measures count, each with its time, people and dimensions as columns of the same names."""

from __future__ import annotations

from typing import Any

import ibis

from hearten.domains.insight.selectors import tables as t
from hearten.domains.insight.types import TurnaroundStage
from hearten.kernel.period import Period

# What cases leave on the journey (improvement lies above us; its touchpoints do not).
CASE_OPENED, CASE_CLOSED, CASE_KIND, COMPLAINT = "case.opened", "case.closed", "case_kind", "complaint"
UNRESOLVED = ("unresolved", "unreachable")
_SETTLED = ("answered", "expired")  # who may still answer counts neither way
_HELD = ("active", "lapsed", "cancelled", "expired")


def answers(period: Period | None) -> Any:
    """Every answer to a moment, at the time it was handed in. Studies draw samples of their own, with weights, and are read
    by `selectors.studies`: put together, the two would stand for nobody.
    """
    r = t.RESPONSES.filter(t.RESPONSES.study_id.isnull())
    return within(
        r.mutate(
            at=r.submitted_at, month=t.month_of(r.submitted_at), product=r.product_code, survey=r.survey_code
        ),
        period,
    )


def invitations(period: Period | None) -> Any:
    """Every invitation after a moment whose time is over, at the time it went out, and whether it was answered."""
    i, s = t.INVITATIONS.filter(t.INVITATIONS.study_id.isnull()), t.SURVEYS
    sent = i.filter(i.state.isin(_SETTLED)).join(s, i.survey_id == s.id)
    frame = sent.select(
        customer_id=i.customer_id,
        channel=i.channel,
        at=i.sent_at,
        month=t.month_of(i.sent_at),
        survey=s.code,
        hit=(i.state == "answered"),
    )
    return within(frame, period)


def decided_claims(period: Period | None) -> Any:
    """Every decided claim, at the time of the decision."""
    c = t.CLAIMS
    decided = c.filter(c.decided_at.notnull() & c.submitted_at.notnull())
    return within(
        decided.mutate(
            at=decided.decided_at,
            month=t.month_of(decided.decided_at),
            product=decided.product_code,
            hit=decided.auto,
        ),
        period,
    )


def claim_stages(period: Period | None) -> Any:
    """A row for each stage that a claim has passed, with the days it took, at the time the stage ended."""
    c = t.CLAIMS
    decide = _stage(
        c.filter(c.decided_at.notnull() & c.submitted_at.notnull()),
        "submitted_at",
        "decided_at",
        TurnaroundStage.DECIDE,
    )
    pay = _stage(
        c.filter(c.paid_at.notnull() & c.decided_at.notnull()), "decided_at", "paid_at", TurnaroundStage.PAY
    )
    return within(ibis.union(decide, pay), period)


def _stage(rows: Any, since: str, until: str, stage: TurnaroundStage) -> Any:
    return rows.select(
        customer_id=rows.customer_id,
        channel=rows.channel,
        product=rows.product_code,
        at=rows[until],
        month=t.month_of(rows[until]),
        stage=ibis.literal(stage.value),
        y=t.days_between(rows[since], rows[until]),
    )


def policies_held(period: Period | None) -> Any:
    """Every policy that was in force at some time of the period, and whether it lapsed within it."""
    p = t.POLICIES
    held = p.filter(p.state.isin(_HELD))
    lapsed = held.state == "lapsed"
    if period is not None:
        start = _first_moment(period.start)
        held = held.filter(
            (held.ended_at.isnull() | (held.ended_at >= start)) & (held.expiry >= period.start)
        )
        lapsed = (held.state == "lapsed") & (held.ended_at >= start)
        if period.end is not None:
            held = held.filter(held.inception < period.end)
            lapsed = lapsed & (held.ended_at < _first_moment(period.end))
    return held.mutate(product=held.product_code, hit=lapsed.fill_null(False))


def complaining_policies(period: Period | None) -> Any:
    """Every policy held in the period, and whether its holder complained within it."""
    complaints = _complaints(CASE_OPENED, period).select("customer_id").distinct().mutate(complained=True)
    held = policies_held(period).drop("hit")
    joined = held.left_join(complaints, held.customer_id == complaints.customer_id)
    return joined.mutate(hit=joined.complained.fill_null(False)).drop("customer_id_right")


def delayed_answers(period: Period | None) -> Any:
    """Every satisfaction with a claim (y), beside the days from handing in to decision (x)."""
    r, c = answers(period), t.CLAIMS
    decided = c.filter(c.decided_at.notnull() & c.submitted_at.notnull()).select(
        the_claim=c.id, x=t.days_between(c.submitted_at, c.decided_at)
    )
    asked = r.filter(r.csat.notnull())
    both = asked.join(decided, asked.claim_id == decided.the_claim)
    return both.mutate(y=both.csat.cast("float64"))


def complainants(period: Period | None) -> Any:
    """Every member with a closed complaint: left unresolved or not, and whether a policy of theirs lapsed afterwards."""
    closed = _complaints(CASE_CLOSED, period)
    people = closed.group_by("customer_id").aggregate(
        since=closed.occurred_at.min(), unresolved=closed.outcome.isin(UNRESOLVED).any()
    )
    p = t.POLICIES
    lapsed = (
        p.filter((p.state == "lapsed") & p.ended_at.notnull())
        .group_by("customer_id")
        .aggregate(last_lapse=p.ended_at.max())
    )
    joined = people.left_join(lapsed, people.customer_id == lapsed.customer_id)
    return joined.select(
        customer_id=people.customer_id,
        unresolved=people.unresolved,
        lapsed=(lapsed.last_lapse > people.since).fill_null(False),
    )


def within(frame: Any, period: Period | None) -> Any:
    """The rows of `frame` whose time `at` lies in the period (days of the members' clock)."""
    if period is None:
        return frame
    frame = frame.filter(frame["at"] >= _first_moment(period.start))
    return frame if period.end is None else frame.filter(frame["at"] < _first_moment(period.end))


def _complaints(kind: str, period: Period | None) -> Any:
    rows = t.TOUCHPOINTS
    complaints = rows.filter((rows.kind == kind) & (rows.refs[CASE_KIND].str == COMPLAINT))
    return within(complaints.mutate(at=complaints.occurred_at), period)


def _first_moment(day: Any) -> Any:
    """The beginning of a day of the members' clock."""
    return ibis.timestamp(f"{day.isoformat()}T00:00:00+{t.HOURS_AHEAD_OF_UTC:02d}:00", timezone="UTC")
