"""What a sample is planned by: what it is to find out, whom it may reach, how it is shared among groups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from typing import Any

from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

# Beyond three variables groups become so small that nothing is learnt from them.
MOST_VARIABLES = 3
UNKNOWN = "unknown"
NOBODY = "none"  # no policy in force
ALL = "all"
# Under this name an invitation's context keeps the labels by which somebody was drawn; an answer does not take them over.
FRAME = "frame"


class Variable(StrEnum):
    """What is known of everybody who may be asked."""

    SEX = "sex"
    AGE_BAND = "age_band"
    PRODUCT = "product"
    CHANNEL = "channel"
    REGION = "region"
    HEALTH = "health"


VARIABLE_LABELS = {
    Variable.SEX: N_("Sex"),
    Variable.AGE_BAND: N_("Age"),
    Variable.PRODUCT: N_("Product"),
    Variable.CHANNEL: N_("Preferred channel"),
    Variable.REGION: N_("Region"),
    Variable.HEALTH: N_("Health"),
}


class Aim(StrEnum):
    """What the sample is to be large enough for."""

    SHARE = "share"
    MEAN = "mean"
    EACH = "each"
    DIFFERENCE = "difference"
    NUMBER = "number"


AIM_LABELS = {
    Aim.SHARE: N_("A share of everybody"),
    Aim.MEAN: N_("A mean of everybody"),
    Aim.EACH: N_("A share in each group"),
    Aim.DIFFERENCE: N_("A difference between groups"),
    Aim.NUMBER: N_("A number of answers"),
}


class Allocation(StrEnum):
    """How the answers are shared among the groups."""

    PROPORTIONAL = "proportional"
    EQUAL = "equal"
    NEYMAN = "neyman"
    POWER = "power"


ALLOCATION_LABELS = {
    Allocation.PROPORTIONAL: N_("As the people are (proportional)"),
    Allocation.EQUAL: N_("The same from each group"),
    Allocation.NEYMAN: N_("More where answers differ more (Neyman)"),
    Allocation.POWER: N_("Between both (power)"),
}
MEASURES = ("csat", "effort", "nps")


class LeftOut(StrEnum):
    """Why a customer may not be drawn."""

    NO_CONSENT = "no_consent"
    RECENTLY_ASKED = "recently_asked"
    ASKED_ENOUGH = "asked_enough"
    MINOR = "minor"
    NOT_MEANT = "not_meant"


LEFT_OUT_LABELS = {
    LeftOut.NO_CONSENT: N_("Has not agreed to being asked"),
    LeftOut.RECENTLY_ASKED: N_("Was asked a short while ago"),
    LeftOut.ASKED_ENOUGH: N_("Was asked often enough this year"),
    LeftOut.MINOR: N_("Under 18"),
    LeftOut.NOT_MEANT: N_("Not among those chosen here"),
}


@dataclass(frozen=True, kw_only=True)
class SamplePlan:
    """Shares and rates are 0…1. `only` limits the frame: variable → labels that may be drawn (nothing: all)."""

    aim: Aim = Aim.SHARE
    margin: float = 0.05
    confidence: float = 0.95
    share: float = 0.5
    second_share: float = 0.6
    power: float = 0.8
    deviation: float = 1.0
    margin_of_mean: float = 0.1
    answers: int = 400
    design_effect: float = 1.0
    response_rate: float = 0.3
    by: tuple[Variable, ...] = ()
    allocation: Allocation = Allocation.PROPORTIONAL
    exponent: float = 0.5
    measure: str = "csat"
    least: int = 0  # answers hoped for from each group, however small
    only: Mapping[Variable, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if len(self.by) > MOST_VARIABLES or len(set(self.by)) < len(self.by):
            raise Invalid(
                N_("Groups can be made of up to %(most)s variables, each named once."),
                field="by",
                hint=N_("Leave one out; weights can bring it back later."),
                most=MOST_VARIABLES,
            )
        if self.measure not in MEASURES:
            raise Invalid(N_("There is no such score."), field="measure")

    def as_document(self) -> dict[str, Any]:
        """As it is kept with the study."""
        plain = asdict(self) | {"by": [str(v) for v in self.by]}
        plain["only"] = {str(name): list(labels) for name, labels in sorted(self.only.items())}
        return plain | {"aim": str(self.aim), "allocation": str(self.allocation)}

    @classmethod
    def of_document(cls, document: Mapping[str, Any]) -> SamplePlan:
        """The plan that was kept; what it does not say is as it is usually. Raises Invalid for what is no plan."""
        known = {f.name for f in fields(cls)}
        given = {name: value for name, value in document.items() if name in known}
        try:
            given["aim"] = Aim(given.get("aim", Aim.SHARE))
            given["allocation"] = Allocation(given.get("allocation", Allocation.PROPORTIONAL))
            given["by"] = tuple(Variable(name) for name in given.get("by", ()))
            only = given.get("only", {})
            given["only"] = {Variable(name): tuple(labels) for name, labels in only.items() if labels}
            return cls(**given)
        except (ValueError, TypeError, AttributeError) as error:
            raise Invalid(N_("This sample plan can't be read."), field="plan") from error
