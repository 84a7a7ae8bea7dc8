"""How long does it take to make the demo insurer, and does analysis find what was put in?

    hearten bench demo --json

Writes 2,000 members × 24 months into the database and takes it all back. Figures: `seconds`, `members`, `rows_per_second`
(members, policies, claims, invitations, cases), the truth and what the measures report (`*_truth`, `*_low`, `*_high`).
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

MEMBERS, MONTHS, SEED = 2000, 24, 20260101


def run() -> dict[str, float]:
    """Make it, measure it, take it back."""
    from django.db import transaction
    from django.utils import timezone

    from hearten.base.accounts.types import Actor
    from hearten.domains.insight.selectors import measure
    from hearten.doors.demo.write import write_demo
    from hearten.kernel.clock import utc_now

    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder, transaction.atomic():
        started = time.perf_counter()
        written = write_demo(
            members=MEMBERS,
            months=MONTHS,
            seed=SEED,
            until=timezone.localdate(),
            folder=Path(folder),
            now=utc_now(),
            add=True,
        )
        seconds = time.perf_counter() - started
        truth, by = written.truth, Actor.system("bench")
        told = {
            "nps": truth["nps"]["answering"],
            "delay_effect": truth["claim_delay_effect_on_csat"]["slope_per_day"],
            "lapse_effect": truth["lapse_effect_of_unresolved_complaints"]["risk_difference"],
        }
        for name, value in told.items():
            found = measure(by, name).total
            figures |= {
                f"{name}_truth": value,
                f"{name}_low": round(found.low, 4),
                f"{name}_high": round(found.high, 4),
            }
        transaction.set_rollback(True)
    rows = sum(written.counts.values())
    return {
        "seconds": round(seconds, 2),
        "members": MEMBERS,
        "rows": rows,
        "rows_per_second": round(rows / seconds),
    } | figures
