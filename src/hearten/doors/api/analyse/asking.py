"""What an analysis works on: the answers, the rows it is asked about, and the design behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hearten.doors.api.analyse.conditions import Condition, rows_where
from hearten.doors.api.analyse.designing import Drawn, design_of
from hearten.doors.api.analyse.labels import coded
from hearten.doors.api.analyse.options import Asked
from hearten.doors.api.analyse.preparing import Answers
from hearten.engines.psychometrics.inputs import Mask, Matrix, Vector
from hearten.engines.sampling.design import Design
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_


class _Shared:
    """The design is worked out once for all analyses, and only when one needs it."""

    def __init__(self, answers: Answers, asked: Asked | None) -> None:
        self.answers, self.asked = answers, asked

    @cached_property
    def drawn(self) -> Drawn:
        return design_of(self.answers, self.asked)

    @property
    def weighted(self) -> bool:
        asked = self.asked
        return asked is not None and any(
            [asked.weights, asked.probabilities, asked.populations, asked.post_stratify, asked.rake]
        )


@dataclass(frozen=True)
class Question:
    """`chosen`: the rows asked about. Columns come with these rows alone, or `whole` (for designs, which need every row)."""

    answers: Answers
    shared: _Shared
    chosen: Mask

    @classmethod
    def of(cls, answers: Answers, design: Asked | None) -> Question:
        return cls(answers, _Shared(answers, design), np.ones(answers.rows, dtype=bool))

    def where(self, condition: Condition | None) -> Question:
        """The same for the rows that meet `condition`. Raises Invalid when there is none."""
        if condition is None:
            return self
        chosen = self.chosen & rows_where(self.answers.columns, condition)
        if not chosen.any():
            raise Invalid(
                N_("No row meets the condition."),
                field="where",
                hint=N_("Look at how the answers are written in the data."),
            )
        return replace(self, chosen=chosen)

    @property
    def design(self) -> Design:
        return self.shared.drawn.design

    @property
    def domain(self) -> Mask | None:
        """The rows asked about as the estimates of a design want them: None for all."""
        return None if self.chosen.all() else self.chosen

    def whole(self, name: str) -> NDArray[Any]:
        return self.answers.columns[name]

    def column(self, name: str) -> NDArray[Any]:
        values: NDArray[Any] = self.answers.columns[name][self.chosen]
        return values

    def matrix(self, names: Sequence[str]) -> Matrix:
        return np.column_stack([self.column(name) for name in names]).astype(np.float64)

    def weights(self, asked: Asked) -> Vector | None:
        """The design's weights, unless there are none or the analysis asks for `weighted: false`."""
        if not (getattr(asked, "weighted", True) and self.shared.weighted):
            return None
        return self.design.weights[self.chosen]

    def groups(self, name: str) -> tuple[list[Any], NDArray[np.int64]]:
        """The labels of a column in order, and each chosen row's place among them; −1 without a label."""
        labels, codes = coded(self.column(name))
        return labels, codes

    def spread(self, values: NDArray[Any], nothing: float = np.nan) -> NDArray[Any]:
        """Values of the chosen rows at their place among all rows of the file."""
        everybody = np.full((self.answers.rows, *values.shape[1:]), nothing, dtype=np.float64)
        everybody[self.chosen] = values
        return everybody
