"""Before the survey: how many, and how many from where."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from hearten.doors.api.analyse.analysis import Analysis
from hearten.doors.api.analyse.kinds import (
    AMOUNT,
    POSITIVE,
    SHARE,
    ListOf,
    Number,
    Text,
    choice,
    whole,
)
from hearten.doors.api.analyse.options import Asked, Option, Record
from hearten.doors.api.analyse.plain import table, without
from hearten.engines.sampling import allocation, sizes
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

Result = Mapping[str, Any]


def sample_size(asked: Asked) -> Result:
    return _SIZES[asked.of](asked)


def _needed(asked: Asked, *names: str) -> dict[str, Any]:
    missing = [name for name in names if getattr(asked, name) is None]
    if missing:
        raise Invalid(
            N_("A sample size for %(of)s needs %(options)s."),
            field=missing[0],
            hint=N_("Add it to the options."),
            of=asked.of,
            options=", ".join(missing),
        )
    return {name: getattr(asked, name) for name in names}


def _of_share(asked: Asked) -> Result:
    given = _needed(asked, "margin")
    return without(sizes.for_share(**given, share=asked.share, confidence=asked.confidence, **_people(asked)))


def _of_mean(asked: Asked) -> Result:
    given = _needed(asked, "margin", "deviation")
    return without(sizes.for_mean(**given, confidence=asked.confidence, **_people(asked)))


def _people(asked: Asked) -> dict[str, Any]:
    return {name: getattr(asked, name) for name in ("population", "design_effect", "response_rate")}


def _of_two_shares(asked: Asked) -> Result:
    given = _needed(asked, "first", "second")
    return {"each_group": sizes.for_two_shares(**given, power=asked.power, confidence=asked.confidence)}


def _of_two_means(asked: Asked) -> Result:
    given = _needed(asked, "effect")
    return {"each_group": sizes.for_two_means(**given, power=asked.power, confidence=asked.confidence)}


def _of_answers(asked: Asked) -> Result:
    given = _needed(asked, "answers")
    return without(sizes.for_answers(**given, population=asked.population, response_rate=asked.response_rate))


def _of_margin(asked: Asked) -> Result:
    given = _needed(asked, "answers")
    margin = sizes.margin_of_share(
        **given,
        share=asked.share,
        confidence=asked.confidence,
        population=asked.population,
        design_effect=asked.design_effect,
    )
    return {"margin": margin}


_SIZES: dict[str, Callable[[Asked], Result]] = {
    "share": _of_share,
    "mean": _of_mean,
    "two-shares": _of_two_shares,
    "two-means": _of_two_means,
    "answers": _of_answers,
    "margin": _of_margin,
}


def allocate(asked: Asked) -> Result:
    people = [one.population for one in asked.strata]
    exact = {
        "proportional": lambda: allocation.proportional(people, asked.total),
        "equal": lambda: allocation.equal(people, asked.total),
        "neyman": lambda: allocation.neyman(people, _each(asked, "deviation"), asked.total),
        "power": lambda: allocation.power(
            people,
            asked.total,
            exponent=asked.exponent,
            variation=None
            if all(one.variation is None for one in asked.strata)
            else _each(asked, "variation"),
        ),
    }[asked.method]()
    counts = allocation.whole(exact, people, asked.total, least=asked.least)
    return {
        "strata": table(
            name=[one.name for one in asked.strata], population=people, exact=exact, people=counts
        )
    }


def _each(asked: Asked, name: str) -> list[float]:
    for one in asked.strata:
        if getattr(one, name) is None:
            raise Invalid(
                N_("The stratum “%(stratum)s” has no %(name)s."),
                field="strata",
                hint=N_("Give it for every stratum."),
                stratum=one.name,
                name=name,
            )
    return [getattr(one, name) for one in asked.strata]


_NAME = Option("name", Text(), N_("What to call it."))
_POPULATION = Option("population", whole(1), N_("How many people there are; endless unless given."), None)

ANALYSES = (
    Analysis(
        "sample-size",
        N_(
            "How many must answer and be asked: for a share, a mean, two shares, two means; or how sure so many answers are."
        ),
        (
            Option(
                "of",
                choice(*_SIZES),
                N_("What the size is for; margin: how far a share from so many answers may be off."),
                "share",
            ),
            Option("margin", POSITIVE, N_("Share, mean: off by this at most."), None),
            Option("share", SHARE, N_("The share expected."), 0.5),
            Option("deviation", POSITIVE, N_("Mean: the standard deviation of answers."), None),
            Option("first", SHARE, N_("Two shares: the one."), None),
            Option("second", SHARE, N_("Two shares: the other."), None),
            Option("effect", Number(), N_("Two means: their difference in standard deviations."), None),
            Option("answers", whole(1), N_("Answers, margin: how many answers."), None),
            Option("power", SHARE, N_("The chance to find the difference."), 0.8),
            Option("confidence", SHARE, N_("The confidence of intervals."), 0.95),
            _POPULATION,
            Option("design_effect", POSITIVE, N_("How much the design costs against a simple draw."), 1.0),
            Option("response_rate", Number(0, 1), N_("The share of those asked that answers."), 1.0),
        ),
        sample_size,
        data=False,
    ),
    Analysis(
        "allocation",
        N_("So many interviews shared among strata: proportional, equal, Neyman, power; as whole people."),
        (
            Option(
                "strata",
                ListOf(
                    Record(
                        "strata",
                        (
                            _NAME,
                            Option("population", AMOUNT, N_("Its people.")),
                            Option("deviation", AMOUNT, N_("Neyman: its standard deviation."), None),
                            Option("variation", AMOUNT, N_("Power: its deviation ÷ mean."), None),
                        ),
                    )
                ),
                N_("The strata."),
            ),
            Option("total", whole(1), N_("How many interviews.")),
            Option(
                "method",
                choice("proportional", "equal", "neyman", "power"),
                N_("How they are shared."),
                "proportional",
            ),
            Option("exponent", Number(0, 1), N_("Power: 0 gives all the same, 1 shares by people."), 0.5),
            Option("least", whole(0), N_("No stratum gets fewer."), 0),
        ),
        allocate,
        data=False,
    ),
)
