"""The same expense under several of our policies: together they pay no more than the member spent (indemnity principle).

The policy whose claim was decided first pays as if it were alone; the next one counts that payment as paid by another. What
it counted stays with the expense (`elsewhere_minor`), so that working the year out again gives the same answer.
Fixed benefits and hospital cash pay beside each other; only bills are coordinated.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from hearten.base.rows import update_rows
from hearten.domains.claims.models import ClaimLine
from hearten.domains.claims.services.cases import Case, History
from hearten.domains.claims.types import COUNTED_STATES

_Bill = tuple[Any, ...]


def note_elsewhere(case: Case, history: History) -> None:
    """Set what other policies of ours have paid of each bill of the case; each payment counts for one bill only."""
    payments: dict[_Bill, list[int]] = defaultdict(list)
    for line in history.of_customer(case.claim.customer_id):
        if (
            line.claim.policy_id != case.policy.pk
            and line.claim.state in COUNTED_STATES
            and _pays_first(line)
        ):
            payments[_bill(line)].append(line.payable_minor or 0)
    for line in case.lines:
        found = payments.get(_bill(line))
        line.elsewhere_minor = min(found.pop(0), _borne(line)) if found and line.billed_minor else 0


def release_bills(lines: Sequence[ClaimLine], history: History) -> set[Any]:
    """Bills of a reversed claim are paid by nobody first any more; gives the policies whose years must be settled."""
    gone = {_bill(line) for line in lines if _pays_first(line)}
    freed = [
        line
        for line in history.of_customer(lines[0].customer_id)
        if line.elsewhere_minor and line.claim_id != lines[0].claim_id and _bill(line) in gone
    ]
    for line in freed:
        line.elsewhere_minor = 0
    update_rows(freed, ("elsewhere_minor",))
    return {line.claim.policy_id for line in freed}


def pass_on(case: Case, history: History) -> set[Any]:
    """Other policies that counted what this claim paid of a bill count what it pays now; gives those whose years must be settled."""
    pays = {
        _bill(line): paid.payable_minor
        for line, paid in zip(case.lines, case.decided_outcome.lines, strict=True)
        if line.billed_minor and not line.elsewhere_minor
    }
    moved = [
        line
        for line in history.of_customer(case.claim.customer_id)
        if line.elsewhere_minor
        and line.claim.policy_id != case.policy.pk
        and line.claim.state in COUNTED_STATES
        and _bill(line) in pays
        and line.elsewhere_minor != min(pays[_bill(line)], _borne(line))
    ]
    for line in moved:
        line.elsewhere_minor = min(pays[_bill(line)], _borne(line))
    update_rows(moved, ("elsewhere_minor",))
    return {line.claim.policy_id for line in moved}


def _pays_first(line: ClaimLine) -> bool:
    return bool(line.payable_minor) and bool(line.billed_minor) and not line.elsewhere_minor


def _bill(line: ClaimLine) -> _Bill:
    return (line.service_date, line.provider.strip(), line.billed_minor)


def _borne(line: ClaimLine) -> int:
    """What the member bore of a bill after everybody else."""
    return max(0, line.billed_minor - line.social_fund_paid_minor - line.other_paid_minor)
