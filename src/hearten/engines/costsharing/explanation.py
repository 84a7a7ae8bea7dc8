"""Why was this line paid this amount? The trace as steps that can be printed and checked with a pocket calculator."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from hearten.engines.costsharing.decision import Decision
from hearten.engines.costsharing.printing import MINUS, TIMES, percent, yuan
from hearten.engines.costsharing.program import Effect
from hearten.engines.costsharing.program import Step as Rule
from hearten.engines.costsharing.reading import Said
from hearten.engines.costsharing.reasons import REASONS, STOP_REASONS, Reason, ReasonCode, Stop
from hearten.engines.costsharing.retracing import CapNote, Trail, trail_of
from hearten.engines.costsharing.rules import Category, Rules
from hearten.engines.costsharing.sources import Slice, rate_of, said_of, slices_of


@dataclass(frozen=True, slots=True)
class Step:
    """One step of one line: what it took away (`amount`, mostly below zero; the first step gives), what was left (`running`).

    `label` is the product's own text for the step, else None: then `reason.label` is. `cap` is the deductible or limit
    that the step applies, and `left` what remains of it after this line. `rate` is in basis points; where bands give the
    rate, `slices` are the amounts in them.
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
    slices: tuple[Slice, ...] = ()

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
    sums, texts, plain = [], [yuan(steps[0].running)], True
    for step in steps[1:-1]:
        if step.code is ReasonCode.SET_APART and step.amount > 0:
            texts.append(yuan(step.amount))
            plain = True
        elif step.slices:
            before = sum(part.amount for part in step.slices)
            if not plain:
                sums.append(f"{texts[-1]} = {yuan(before)}; ")
            texts[-1] = " + ".join(
                f"{yuan(part.amount)} {TIMES} {percent(part.rate)}" for part in step.slices
            )
            plain = len(step.slices) == 1
        elif step.rate is not None:
            inner = texts[-1] if plain else f"({texts[-1]})"
            texts[-1], plain = f"{inner} {TIMES} {percent(step.rate)}", True
        else:
            texts[-1], plain = f"{texts[-1]} {_sign(step.amount)} {yuan(abs(step.amount))}", False
    whole = texts[0] if len(texts) == 1 else " + ".join(f"({text})" for text in texts)
    return f"{''.join(sums)}{whole} = {yuan(steps[-1].running)}"


def _sign(amount: int) -> str:
    return "+" if amount > 0 else MINUS


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
            trail, place = trail_of(self.decision, self.index)
            shares = trail.run.shares
            first, *second = (
                [place] if shares.source is None else (shares.source == place).nonzero()[0].tolist()
            )
            yield from self._expense(self.category)
            yield from self._rules(trail, first)
            for share in second:
                apart = int(shares.eligible[share])
                yield self._change(ReasonCode.SET_APART, self._apart_said(), apart, formula=yuan(apart))
                yield from self._rules(trail, share)
        yield self._step(ReasonCode.PAID, Said(), 0, formula=yuan(self.running))

    def _expense(self, category: Category) -> Iterator[Step]:
        rules, clause = self.rules, self._clause_only()
        apart = category.out_of_catalogue_group is not None
        for code, column, applies, said in (
            (ReasonCode.REFUSED, "refused", True, Said()),
            (ReasonCode.SET_APART, "out_of_catalogue", apart, self._apart_said()),
            (
                ReasonCode.OUT_OF_CATALOGUE,
                "out_of_catalogue",
                not category.covers_out_of_catalogue and not apart,
                clause,
            ),
            (ReasonCode.CLASS_SELF_PAID, "class_self_paid", not category.covers_class_self_paid, clause),
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

    def _rules(self, trail: Trail, share: int) -> Iterator[Step]:
        cell = self.decision.portfolio.cells[int(trail.run.shares.cell[share])]
        for rule, before, after, caps in trail.of_share(share):
            if before == after:
                continue
            said = said_of(rule, caps, self.rules, self.category, cell)
            if rule.effect is Effect.RATE:
                yield self._rated(trail, share, before, after, caps, said)
                continue
            text = f"{yuan(before)} {_sign(after - before)} {yuan(abs(after - before))} = {yuan(after)}"
            cap = caps[0] if caps and rule.effect in {Effect.LIMIT, Effect.DEDUCT, Effect.RETURN} else None
            yield self._change(
                rule.reason,
                said,
                after - before,
                formula=text,
                cap=cap.amount if cap else None,
                left=self._left(rule, cap),
            )

    def _left(self, rule: Rule, cap: CapNote | None) -> int | None:
        if cap is None:
            return None
        # A limit that cut something has nothing left.
        return cap.left if rule.effect is Effect.DEDUCT else 0

    def _rated(  # noqa: PLR0917 -- one note
        self, trail: Trail, share: int, before: int, after: int, caps: list[CapNote], said: Said
    ) -> Step:
        if caps:
            slices = slices_of(trail, share, caps[0].left, before)
            sums = " + ".join(f"{yuan(part.amount)} {TIMES} {percent(part.rate)}" for part in slices)
            text = f"{sums} = {yuan(after)}"
            return self._change(ReasonCode.COINSURANCE, said, after - before, formula=text, slices=slices)
        rate = rate_of(trail, share)
        text = f"{yuan(before)} {TIMES} {percent(rate)} = {yuan(after)}"
        return self._change(ReasonCode.COINSURANCE, said, after - before, formula=text, rate=rate)

    def _less(self, code: ReasonCode, said: Said, taken: int) -> Step:
        before = self.running
        text = f"{yuan(before)} {MINUS} {yuan(taken)} = {yuan(before - taken)}"
        return self._change(code, said, -taken, formula=text)

    def _change(
        self, code: ReasonCode, said: Said, amount: int, *, formula: str, cap: int | None = None, left: int | None = None,
        rate: int | None = None, slices: tuple[Slice, ...] = (),
    ) -> Step:  # fmt: skip
        self.running += amount
        return self._step(code, said, amount, formula=formula, cap=cap, left=left, rate=rate, slices=slices)

    def _step(
        self, code: ReasonCode, said: Said, amount: int, *, formula: str, cap: int | None = None, left: int | None = None,
        rate: int | None = None, slices: tuple[Slice, ...] = (),
    ) -> Step:  # fmt: skip
        return Step(code, said.clause, said.label, amount, self.running, formula, cap, left, rate, slices)

    def _category_said(self) -> Said:
        return self.category.said if self.category else Said()

    def _clause_only(self) -> Said:
        """The category's clause; the step's own name says more than the category's."""
        return Said(self._category_said().clause)

    def _apart_said(self) -> Said:
        group = self.rules.groups.get((self.category and self.category.out_of_catalogue_group) or "")
        return group.said if group else Said()

    def _stop_said(self, stop: Stop) -> Said:
        if stop is Stop.NOT_IN_FORCE:
            return Said()
        if stop is Stop.WAITING:
            return self.rules.waiting.said
        if stop is Stop.OUTSIDE_NETWORK and self.rules.network:
            return Said(self.rules.network.said.clause)
        return self._clause_only()
