"""Trying other benefits on what has been decided, from the desk: start, work out in the background, keep the sums (P7)."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction

from hearten.base.accounts.types import Actor, Permission
from hearten.base.ledger.services import append
from hearten.base.plumbing.jobs import enqueue
from hearten.domains.claims.models import RulesTrial
from hearten.domains.claims.selectors.portfolio import other_rules, rules_of_plans, write_portfolio
from hearten.domains.claims.services.readjudication import readjudicate_here
from hearten.domains.claims.types import RULES_TRIED, TrialState
from hearten.domains.products.selectors import get_version
from hearten.engines.costsharing import check_benefits
from hearten.kernel.errors import HeartenError, Invalid
from hearten.kernel.text import N_

# Writing the portfolio takes most of the time.
_WRITING_PERCENT = 70


@transaction.atomic
def start_trial(
    *,
    product_code: str,
    version: str,
    benefits: Mapping[str, Any],
    choices: Mapping[str, Any],
    by: Actor,
    now: datetime,
) -> RulesTrial:
    """Queue a trial of `benefits` for a product. Raises Invalid where they do not compute with its usual `choices`."""
    by.require(Permission.INSIGHT_VIEW)
    get_version(product_code, version)
    problems = check_benefits(benefits, choices)
    if problems:
        path, said = problems[0]
        raise Invalid(N_("%(path)s: %(said)s"), field="benefits", path=path or "benefits", said=said)
    trial = RulesTrial.objects.create(
        product_code=product_code,
        product_version=version,
        benefits=benefits,
        started_by=by.label,
        started_at=now,
    )
    enqueue("claims.try_rules", trial_id=str(trial.pk), lock=f"trial:{trial.pk}")
    append(RULES_TRIED, subject_id=trial.pk, actor=by, now=now, about=f"{product_code} {version}")
    return trial


def work_out_trial(*, trial_id: UUID, now: datetime) -> RulesTrial:
    """Decide all expenses of the product again and keep the sums. Run twice, or after being killed, it begins anew."""
    trial = RulesTrial.objects.get(pk=trial_id)
    if trial.state in {TrialState.DONE, TrialState.FAILED}:
        return trial
    RulesTrial.objects.filter(pk=trial_id).update(state=TrialState.RUNNING, percent=0)
    try:
        result, error = _decide(trial), None
    except HeartenError as failed:
        result, error = None, {"message": failed.message, "hint": failed.hint, "params": failed.params}
    trial.result, trial.error, trial.finished_at, trial.percent = result, error, now, 100
    trial.state = TrialState.FAILED if error else TrialState.DONE
    trial.save(update_fields=["result", "error", "finished_at", "percent", "state"])
    return trial


def _decide(trial: RulesTrial) -> dict[str, Any]:
    def show(percent: float) -> None:
        RulesTrial.objects.filter(pk=trial.pk).update(percent=int(percent))

    with tempfile.TemporaryDirectory(prefix="hearten-trial-") as name:
        folder = Path(name)
        write_portfolio(
            folder,
            product_code=trial.product_code,
            progress=lambda done, total: show(_WRITING_PERCENT * done / max(1, total)),
        )
        summary = readjudicate_here(
            folder,
            rules_of_plans(folder),
            other_rules(folder, trial.product_code, trial.benefits),
            progress=lambda done, total: show(
                _WRITING_PERCENT + (100 - _WRITING_PERCENT) * done / max(1, total)
            ),
        )
    return summary.as_dict()
