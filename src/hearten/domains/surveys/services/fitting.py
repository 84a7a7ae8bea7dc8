"""Do the answers to one question fit together, and is what must be answered answered?"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from hearten.domains.surveys.types import ALLOCATED, Item, ItemKind
from hearten.engines.questionnaire.conditions import DONT_KNOW
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_


def check_items(items: Iterable[Item], values: Mapping[str, Any], *, complete: bool = True) -> None:
    """Raises Invalid at the first question whose answers do not fit together, or that must be answered and is not.

    Without `complete` what is missing may be missing: nobody can be asked again who filled in a form on paper.
    """
    for item in items:
        check_item(item, values, complete=complete)


def check_item(item: Item, values: Mapping[str, Any], *, complete: bool = True) -> None:
    """One question that is shown; `values` are clean, by field key. Raises Invalid naming the field."""
    given = {field.key for field in item.fields() if field.key in values}
    if complete and item.required and not (given and item.kind is ItemKind.ALLOCATION):
        _check_answered(item, given)
    if given and (check := _CHECKS.get(item.kind)):
        check(item, values, given)


def with_zeros(items: Iterable[Item], values: Mapping[str, Any]) -> dict[str, Any]:
    """Whoever shares out points leaves empty what gets none: once one has points, the others have 0."""
    full = dict(values)
    for item in items:
        keys = [field.key for field in item.fields()]
        if item.kind is ItemKind.ALLOCATION and any(key in values for key in keys):
            full |= {key: values.get(key, 0) for key in keys}
    return full


def _check_answered(item: Item, given: Collection[str]) -> None:
    needed = [field.key for field in item.fields() if field.part != "other"]
    missing = [key for key in needed if key not in given]
    if not missing:
        return
    if len(needed) == 1 or len(missing) == len(needed):
        raise Invalid(
            N_("Please answer this question."), field=missing[0], hint=N_("The others may stay empty.")
        )
    raise Invalid(
        N_("Please answer every line; %(count)s are still open."), field=missing[0], count=len(missing)
    )


def _check_choice(item: Item, values: Mapping[str, Any], given: Collection[str]) -> None:
    words = f"{item.code}.other"
    chosen = values.get(item.code)
    codes = chosen if isinstance(chosen, list) else [chosen]
    if words in values and not any(option.other and option.code in codes for option in item.options):
        raise Invalid(
            N_("You wrote something, but did not choose the answer it belongs to."),
            field=item.code,
            hint=N_("Choose that answer as well, or empty the line."),
        )


def _check_choices(item: Item, values: Mapping[str, Any], given: Collection[str]) -> None:
    _check_choice(item, values, given)
    codes = values.get(item.code, [])
    if codes == [DONT_KNOW] or not codes:
        return
    if item.at_most is not None and len(codes) > item.at_most:
        raise Invalid(N_("Please choose at most %(count)s."), field=item.code, count=item.at_most)
    alone = [option for option in item.options if option.exclusive and option.code in codes]
    if alone and len(codes) > 1:
        raise Invalid(
            N_("One of the answers you chose stands alone; it does not go with another."),
            field=item.code,
            hint=N_("Take one of them back."),
        )
    if item.at_least is not None and len(codes) < item.at_least and not alone:
        raise Invalid(N_("Please choose at least %(count)s."), field=item.code, count=item.at_least)


def _check_ranking(item: Item, values: Mapping[str, Any], given: Collection[str]) -> None:
    missing = len(item.options) - len(values[item.code])
    if missing:
        raise Invalid(
            N_("Please give every answer its place; %(count)s have none yet."), field=item.code, count=missing
        )


def _check_best_worst(item: Item, values: Mapping[str, Any], given: Collection[str]) -> None:
    for number in range(1, len(item.tasks) + 1):
        best, worst = f"{item.code}.{number}.best", f"{item.code}.{number}.worst"
        if (best in given) != (worst in given):
            raise Invalid(
                N_("Please choose both the most and the least important one."),
                field=worst if best in given else best,
            )
        if best in given and values[best] == values[worst]:
            raise Invalid(
                N_("The most and the least important one can't be the same."),
                field=worst,
                hint=N_("Change one of the two."),
            )


def _check_allocation(item: Item, values: Mapping[str, Any], given: Collection[str]) -> None:
    total = sum(values[key] for key in given)
    if total != ALLOCATED:
        raise Invalid(
            N_("The points add up to %(total)s; please share out exactly %(all)s."),
            field=item.fields()[0].key,
            total=total,
            all=ALLOCATED,
        )


_CHECKS: dict[ItemKind, Callable[[Item, Mapping[str, Any], Collection[str]], None]] = {
    ItemKind.SINGLE: _check_choice,
    ItemKind.MULTIPLE: _check_choices,
    ItemKind.RANKING: _check_ranking,
    ItemKind.MAXDIFF: _check_best_worst,
    ItemKind.ALLOCATION: _check_allocation,
}
