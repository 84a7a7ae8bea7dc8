"""The expenses of many members as a folder of Parquet files, one for each bucket of members.

A bucket holds whole policy years in order, so each file can be decided alone, on this machine or on another. `plans.json`
beside them says what each plan is: product, version and choices.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any
from uuid import UUID

import pyarrow as pa
import pyarrow.parquet as pq

from hearten.domains.claims.models import ClaimLine
from hearten.domains.claims.selectors.columns import Plan, PlanBook, engine_line, year_code, year_order
from hearten.domains.claims.types import COUNTED_STATES
from hearten.domains.policies.models import Policy
from hearten.domains.products.selectors import get_version
from hearten.engines.costsharing import Line, Rules, compile_rules
from hearten.engines.costsharing.readjudication import PORTFOLIO
from hearten.kernel.errors import Invalid, NotFound
from hearten.kernel.text import N_

BUCKETS = 16
PLANS_FILE = "plans.json"
_AT_ONCE = 2000
_DAYS = {"day", "cover_from", "cover_until", "waiting_from"}
_LINE_FIELDS = [f.name for f in fields(Line) if f.name in PORTFOLIO.names]

Progress = Callable[[int, int], None]


def write_portfolio(
    folder: Path,
    *,
    product_code: str | None = None,
    buckets: int = BUCKETS,
    progress: Progress = lambda _a, _b: None,
) -> int:
    """Write the decided expenses of every policy (of one product) to `folder`; gives how many. Indemnity plans only."""
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise Invalid(N_("The folder is not empty."), field="folder", hint=N_("Name a new one."))
    policies = Policy.objects.order_by("pk")
    if product_code is not None:
        policies = policies.filter(product_code=product_code)
    total, done, written = policies.count(), 0, 0
    sheaf = _Sheaf(folder, buckets)
    try:
        for several in _chunks(policies):
            written += sheaf.add(several)
            done += len(several)
            progress(done, total)
    finally:
        sheaf.close()
    (folder / PLANS_FILE).write_text(json.dumps(sheaf.plans, ensure_ascii=False, indent=1))
    return written


def bucket_files(folder: Path) -> list[Path]:
    """The files of a portfolio, in the order of their buckets. Raises NotFound when there is none."""
    files = sorted(folder.glob("bucket-*.parquet"))
    if not files or not (folder / PLANS_FILE).exists():
        raise NotFound(
            N_("There is no portfolio in “%(folder)s”."),
            hint=N_("Write one with “hearten export-portfolio”."),
            folder=folder.name,
        )
    return files


def rules_of_plans(folder: Path) -> dict[str, Rules]:
    """The rules that each plan of the portfolio was concluded on."""
    return {
        name: _rules(_document(plan)["benefits"], plan["choices"]) for name, plan in _plans(folder).items()
    }


def other_rules(folder: Path, product_code: str, benefits: Mapping[str, Any]) -> dict[str, Rules]:
    """The same plans, with `benefits` in the place of those of `product_code`. Raises Invalid where they do not compute."""
    return {
        name: _rules(
            benefits if plan["product"] == product_code else _document(plan)["benefits"], plan["choices"]
        )
        for name, plan in _plans(folder).items()
    }


def _rules(benefits: Mapping[str, Any], choices: Mapping[str, Any]) -> Rules:
    rules = compile_rules(benefits, choices)
    if not isinstance(rules, Rules):
        raise Invalid(
            N_("These rules are not for expenses."), field="benefits", hint=N_("Use an indemnity plan.")
        )
    return rules


def _document(plan: Mapping[str, Any]) -> Mapping[str, Any]:
    return get_version(plan["product"], plan["version"]).document


def _plans(folder: Path) -> dict[str, dict[str, Any]]:
    plans: dict[str, dict[str, Any]] = json.loads((folder / PLANS_FILE).read_text())
    return plans


def _chunks(policies: Any) -> Iterator[list[Policy]]:
    last: UUID | None = None
    while True:
        rows = list((policies.filter(pk__gt=last) if last else policies)[:_AT_ONCE])
        if not rows:
            return
        yield rows
        last = rows[-1].pk


class _Sheaf:
    """One open file for each bucket, and the plans met so far."""

    def __init__(self, folder: Path, buckets: int) -> None:
        self._writers = [
            pq.ParquetWriter(folder / f"bucket-{number:04d}.parquet", PORTFOLIO) for number in range(buckets)
        ]
        self.plans: dict[str, dict[str, Any]] = {}
        self._book = PlanBook()
        self._years = self._place = 0

    def add(self, policies: list[Policy]) -> int:
        lines: dict[UUID, list[ClaimLine]] = {policy.pk: [] for policy in policies}
        found = ClaimLine.objects.filter(claim__policy_id__in=lines, claim__state__in=list(COUNTED_STATES))
        for line in found.select_related("claim"):
            lines[line.claim.policy_id].append(line)
        rows: list[list[dict[str, Any]]] = [[] for _ in self._writers]
        for policy in policies:
            if lines[policy.pk]:
                bucket = policy.customer_id.int % len(self._writers)
                rows[bucket] += self._rows(policy, sorted(lines[policy.pk], key=year_order), bucket)
        for writer, bucket_rows in zip(self._writers, rows, strict=True):
            if bucket_rows:
                writer.write_table(pa.Table.from_pylist(bucket_rows, PORTFOLIO))
        return sum(map(len, rows))

    def _rows(self, policy: Policy, lines: list[ClaimLine], bucket: int) -> Iterator[dict[str, Any]]:
        plan = self._book.plan_of(policy)
        if not isinstance(plan.rules, Rules):
            return
        name, member, year = self._name(policy), str(policy.customer_id), None
        for line in sorted(lines, key=lambda each: year_code(plan, each)):
            self._place += 1
            if (code := year_code(plan, line)) != year:
                year, self._years = code, self._years + 1
            yield {
                **_line_columns(line, plan, self._years),
                "bucket": bucket,
                "place": self._place,
                "member": member,
                "plan": name,
            }

    def _name(self, policy: Policy) -> str:
        choices = json.dumps(policy.choices, sort_keys=True)
        name = f"{policy.product_code} {policy.product_version} {choices}"
        self.plans.setdefault(
            name,
            {"product": policy.product_code, "version": policy.product_version, "choices": policy.choices},
        )
        return name

    def close(self) -> None:
        for writer in self._writers:
            writer.close()


def _line_columns(line: ClaimLine, plan: Plan, year: int) -> dict[str, Any]:
    row = engine_line(line, line.claim, plan, policy_year=year, place=0)
    columns = {name: getattr(row, name) for name in _LINE_FIELDS}
    return {name: value.toordinal() if name in _DAYS else value for name, value in columns.items()}
