"""The same expenses under two sets of rules, added up for each member."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from hearten.engines.costsharing import Rules, adjudicate
from hearten.engines.costsharing.readjudication.portfolio import lines_from

MEMBERS = pa.schema(
    [
        ("member", pa.string()),
        ("plan", pa.string()),
        ("lines", pa.int64()),
        ("billed", pa.int64()),
        ("before", pa.int64()),
        ("after", pa.int64()),
    ]
)


def compare(table: pa.Table, before: Mapping[str, Rules], after: Mapping[str, Rules]) -> pa.Table:
    """What each member of each plan receives under the rules `before` and `after`, in minor units (schema MEMBERS).

    `table` holds whole policy years in order (schema PORTFOLIO). Both sides have the same plans.
    """
    if not len(table):
        return MEMBERS.empty_table()
    paid = [adjudicate(lines_from(table, rules), list(rules.values())).paid for rules in (before, after)]
    amounts = pa.table(
        {
            "member": table["member"],
            "plan": table["plan"].cast(pa.string()),
            "line": pa.array(np.ones(len(table), np.int64)),
            "billed": table["billed"],
            "before": pa.array(paid[0]),
            "after": pa.array(paid[1]),
        }
    )
    sums = amounts.group_by(["member", "plan"], use_threads=False).aggregate(
        [("line", "sum"), ("billed", "sum"), ("before", "sum"), ("after", "sum")]
    )
    return sums.rename_columns(MEMBERS.names).cast(MEMBERS)
