"""Why was this line paid this amount? The trace as steps that can be printed and checked with a pocket calculator."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from hearten.engines.costsharing.balances import Bucket
from hearten.engines.costsharing.decision import Decision
from hearten.engines.costsharing.printing import MINUS, TIMES, percent, yuan
from hearten.engines.costsharing.reading import Said
from hearten.engines.costsharing.reasons import REASONS, STOP_REASONS, Reason, ReasonCode, Stop
from hearten.engines.costsharing.rules import Category, DeductiblePosition, Per, Rules, SubLimitPosition


@dataclass(frozen=True, slots=True)
class Step:
    """One step of one line: what it took away (`amount`, zero or below; the first step gives), what was left (`running`).

    `label` is the product's own text for the step, else None: then `reason.label` is. `cap` is the deductible or limit
    that the step applies, and `left` what remains of it after this line. `rate` is in basis points.
    """

    code: ReasonCode
    clause: str
    label: Mapping[str, str] | None
    amount: int
    running: int
    formula: str
    cap: int | None = None
    left: int | None = None
    rate: int | None = None

    @property
    def reason(self) -> Reason:
        return REASONS[self.code]

    def title(self, language: str) -> str:
        """The name of the step in `zh…` or `en…`; an English message id where the product gives none."""
        if self.label is None:
            return self.reason.label
        return self.label["zh" if language.startswith("zh") else "en"]


def explain(decision: Decision, index: int) -> list[Step]:
    """The steps of line `index` that changed its amount, from the bill to what is paid."""
    return list(_Retracing(decision, index).steps())


def reasons(decision: Decision, index: int) -> tuple[ReasonCode, ...]:
    """Why line `index` is paid less than was billed, in the order of the steps."""
    return tuple(
        s.code for s in explain(decision, index) if s.code not in {ReasonCode.BILLED, ReasonCode.PAID}
    )


def formula(decision: Decision, index: int) -> str:
    """The whole of line `index` in one row, such as `(1000.00 − 200.00 − 300.00) × 80% = 400.00`."""
    return formula_of(explain(decision, index))


def formula_of(steps: Sequence[Step]) -> str:
    """The same from steps that are at hand already."""
    text, plain = yuan(steps[0].running), True
    for step in steps[1:-1]:
        if step.rate is None:
            text, plain = f"{text} {MINUS} {yuan(-step.amount)}", False
        else:
            text, plain = f"{text if plain else f'({text})'} {TIMES} {percent(step.rate)}", True
    return f"{text} = {yuan(steps[-1].running)}"


class _Retracing:
    """Walks one line through the steps again, with the amounts that the engine wrote down."""

    def __init__(self, decision: Decision, index: int) -> None:
        lines = decision.lines
        self.decision, self.index = decision, range(len(lines))[index]
        self.rules: Rules = decision.portfolio.rules[int(lines.plan[self.index])]
        code = int(lines.category[self.index])
        self.category: Category | None = decision.portfolio.category(int(lines.plan[self.index]), code)
        self.running = int(lines.billed[self.index])

    def steps(self) -> Iterator[Step]:
        yield self._step(ReasonCode.BILLED, self._category_said(), self.running, formula=yuan(self.running))
        stop = Stop(int(self.decision.stop[self.index]))
        if stop is not Stop.NONE:
            yield self._less(STOP_REASONS[stop], self._stop_said(stop), self.running)
        elif self.category is not None:
            yield from self._expense(self.category)
            yield from self._limits_and_rate(self.category)
        yield self._step(ReasonCode.PAID, Said(), 0, formula=yuan(self.running))

    def _expense(self, category: Category) -> Iterator[Step]:
        rules = self.rules
        for code, column, applies, said in (
            (ReasonCode.REFUSED, "refused", True, Said()),
            (
                ReasonCode.OUT_OF_CATALOGUE,
                "out_of_catalogue",
                not category.covers_out_of_catalogue,
                self._clause_only(),
            ),
            (
                ReasonCode.CLASS_SELF_PAID,
                "class_self_paid",
                not category.covers_class_self_paid,
                self._clause_only(),
            ),
            (
                ReasonCode.SOCIAL_FUND,
                "social_fund_paid",
                rules.social_insurance.subtract,
                rules.social_insurance.said,
            ),
            (ReasonCode.OTHER_COVER, "other_paid", rules.other_cover.subtract, rules.other_cover.said),
        ):
            part = min(int(getattr(self.decision.lines, column)[self.index]), self.running) if applies else 0
            if part:
                yield self._less(code, said, part)

    def _limits_and_rate(self, category: Category) -> Iterator[Step]:
        before = self.rules.sub_limit_position is SubLimitPosition.BEFORE_DEDUCTIBLE
        yield from self._limit(ReasonCode.DAILY_LIMIT, "over_daily", category.daily_limit, Bucket.DAILY_LIMIT)
        if before:
            yield from self._limit(
                ReasonCode.SUB_LIMIT, "over_sub_limit", category.sub_limit, Bucket.SUB_LIMIT
            )
        yield from self._deductible(DeductiblePosition.BEFORE_RATE)
        yield from self._rate(category)
        yield from self._deductible(DeductiblePosition.AFTER_RATE)
        if not before:
            yield from self._limit(
                ReasonCode.SUB_LIMIT, "over_sub_limit", category.sub_limit, Bucket.SUB_LIMIT
            )
        if over := int(self.decision.over_indemnity[self.index]):
            yield self._less(ReasonCode.INDEMNITY, self._indemnity_said(), over)
        annual = self.rules.annual_limit
        yield from self._limit(
            ReasonCode.ANNUAL_LIMIT, "over_annual", annual.amount if annual else None, Bucket.ANNUAL_LIMIT
        )

    def _limit(self, code: ReasonCode, column: str, cap: int | None, bucket: Bucket) -> Iterator[Step]:
        if cap is not None and (over := int(getattr(self.decision, column)[self.index])):
            # A limit that cut something has nothing left.
            said = self._clause_only() if bucket is not Bucket.ANNUAL_LIMIT else self._annual_said()
            yield self._less(code, said, over, cap=cap, left=0)

    def _deductible(self, position: DeductiblePosition) -> Iterator[Step]:
        rule, taken = self.rules.deductible, int(self.decision.deductible[self.index])
        if rule is not None and rule.position is position and taken:
            left = max(0, rule.amount - self._deductible_used(rule.per))
            yield self._less(ReasonCode.DEDUCTIBLE, rule.said, taken, cap=rule.amount, left=left)

    def _rate(self, category: Category) -> Iterator[Step]:
        rate = category.rate_settled if self.decision.lines.settled[self.index] else category.rate_unsettled
        before, after = self.running, int(self.decision.rated[self.index])
        if before and after != before:
            self.running = after
            said, text = self._clause_only(), f"{yuan(before)} {TIMES} {percent(rate)} = {yuan(after)}"
            yield self._step(ReasonCode.COINSURANCE, said, after - before, formula=text, rate=rate)

    def _deductible_used(self, per: Per) -> int:
        """What the policy year (or event) has borne up to and with this line."""
        lines, opening = self.decision.lines, self.decision.opening
        year = lines.policy_year[self.index]
        rows = np.arange(int(np.searchsorted(lines.policy_year, year)), self.index + 1)
        bucket, event = Bucket.DEDUCTIBLE, int(lines.event[self.index])
        if per is Per.EVENT:
            rows, bucket = rows[lines.event[rows] == event], Bucket.EVENT_DEDUCTIBLE
        used = opening.total(bucket, policy_year=int(year), event=event) if opening is not None else 0
        return used + int(self.decision.deductible[rows].sum())

    def _less(
        self, code: ReasonCode, said: Said, taken: int, *, cap: int | None = None, left: int | None = None
    ) -> Step:
        before = self.running
        self.running -= taken
        text = f"{yuan(before)} {MINUS} {yuan(taken)} = {yuan(self.running)}"
        return self._step(code, said, -taken, formula=text, cap=cap, left=left)

    def _step(
        self, code: ReasonCode, said: Said, amount: int, *, formula: str, cap: int | None = None, left: int | None = None,
        rate: int | None = None,
    ) -> Step:  # fmt: skip
        return Step(code, said.clause, said.label, amount, self.running, formula, cap, left, rate)

    def _category_said(self) -> Said:
        return self.category.said if self.category else Said()

    def _clause_only(self) -> Said:
        """The category's clause; the step's own name says more than the category's."""
        return Said(self._category_said().clause)

    def _stop_said(self, stop: Stop) -> Said:
        match stop:
            case Stop.WAITING:
                return self.rules.waiting.said
            case Stop.NOT_COVERED:
                return self._clause_only()
            case _:
                return Said()

    def _indemnity_said(self) -> Said:
        return Said(self.rules.other_cover.said.clause or self.rules.social_insurance.said.clause)

    def _annual_said(self) -> Said:
        return self.rules.annual_limit.said if self.rules.annual_limit else Said()
