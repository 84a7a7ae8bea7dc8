"""What does a `benefits` section say, for these choices, in a form that computes?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hearten.engines.costsharing.families import FAMILY_KINDS, AnyFamilyRules, compile_family
from hearten.engines.costsharing.indemnity import read_indemnity
from hearten.engines.costsharing.reading import Choices, Section
from hearten.engines.costsharing.terms import (
    AnnualLimit,
    Band,
    BandTable,
    Category,
    Deductible,
    DeductiblePosition,
    Group,
    Maximum,
    ParamDate,
    Per,
    Rules,
    Shared,
    SubLimitPosition,
    Subtraction,
    Unit,
    Waiting,
)
from hearten.kernel.errors import Invalid

__all__ = [
    "AnnualLimit",
    "AnyRules",
    "Band",
    "BandTable",
    "Category",
    "Deductible",
    "DeductiblePosition",
    "Group",
    "Maximum",
    "ParamDate",
    "Per",
    "Rules",
    "Shared",
    "SubLimitPosition",
    "Subtraction",
    "Unit",
    "Waiting",
    "check_benefits",
    "compile_rules",
]


AnyRules = Rules | AnyFamilyRules


def compile_rules(benefits: Mapping[str, Any], choices: Choices) -> AnyRules:
    """The rules of a `benefits` section for `choices`. Raises Invalid naming what is wrong, where, and how to mend it."""
    section = Section.of(benefits, "benefits", choices)
    kind = section.one_of("kind", "indemnity", *FAMILY_KINDS)
    return read_indemnity(section) if kind == "indemnity" else compile_family(section, kind)


def check_benefits(benefits: Any, choices: Choices) -> list[tuple[str, str]]:
    """What keeps a `benefits` section from computing: (path below `benefits`, what and how to mend it); empty when fine."""
    try:
        compile_rules(benefits, choices)
    except Invalid as error:
        said = f"{error.message} {error.hint or ''}".strip()
        return [
            (
                (error.field or "").removeprefix("benefits").lstrip("."),
                said % error.params if error.params else said,
            )
        ]
    return []
