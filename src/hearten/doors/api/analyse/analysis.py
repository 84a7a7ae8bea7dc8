"""One thing that can be asked for: its name, its options, and the work, from columns to a plain result."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from hearten.doors.api.analyse.asking import Question
from hearten.doors.api.analyse.conditions import CONDITION
from hearten.doors.api.analyse.kinds import SHARE, Column, Columns, Flag, Text, choice, whole
from hearten.doors.api.analyse.options import Asked, Option
from hearten.kernel.text import N_


@dataclass(frozen=True)
class Analysis:
    """`work` takes the question and its options; analyses of figures typed into the spec (`data` False) get no question."""

    name: str
    says: str
    options: tuple[Option, ...]
    work: Callable[[Question, Asked], Mapping[str, Any]] | Callable[[Asked], Mapping[str, Any]]
    data: bool = True
    # An analysis of a design keeps all rows in the design, and takes `where` as a domain.
    designed: bool = False


# Options that stand beside the analysis's own, whatever it is.
COMMON = (
    Option("analysis", Text(), N_("Which analysis: one of those that --list shows.")),
    Option("id", Text(), N_("What to call its result; its name and place in the list unless given."), None),
)
OF_DATA = (
    Option(
        "where",
        CONDITION,
        N_("Only rows that meet this condition (for survey-… a domain of the design)."),
        None,
    ),
    Option("by", Column(numbers=False), N_("The same for each group of this column."), None),
)

CONFIDENCE = Option("confidence", SHARE, N_("The confidence of intervals."), 0.95)
WEIGHTED = Option("weighted", Flag(), N_("Use the weights of the design, where it has any."), True)
MISSING = Option(
    "missing",
    choice("pairwise", "listwise"),
    N_("Pairwise: each pair of items from those who answered both. Listwise: only who answered all."),
    "pairwise",
)
SEED = Option("seed", whole(0), N_("Start of the random numbers: the same seed, the same result."), 1)
EACH_ROW = Option("each_row", Flag(), N_("Also give one value for each row of the file."), False)
COLUMNS = Option("columns", Columns(), N_("The questions."))
ITEMS = Option("items", Columns(least=2), N_("The items; “A*” is all that begin with A."))
